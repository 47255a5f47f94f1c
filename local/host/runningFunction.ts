import { AsyncLocalStorage } from 'node:async_hooks';

const names = new AsyncLocalStorage<string>();

/** The function that the code at hand runs for; undefined outside any. */
export const runningFunction = (): string | undefined => names.getStore();

/** Runs something as part of a function. */
export const runAs = <Result>(name: string, run: () => Result): Result => names.run(name, run);
