/**
 * What `require('@azure/functions-core')` answers: the interface that a Functions worker gives to `@azure/functions`. It exists in
 * no registry; the library cannot register anything without it. See installFunctionsCore.ts.
 */
import { appRegistrations, hookNames } from './appRegistrations.ts';
import type { HookName } from './appRegistrations.ts';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './functionsCoreTypes.ts';

export const version = '3.9.1';
export const hostVersion = '4.1037.0.0';

export class Disposable {
  #onDispose: (() => unknown) | undefined;

  constructor(onDispose: () => unknown) {
    this.#onDispose = onDispose;
  }

  static from(...disposables: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }

  dispose(): unknown {
    const onDispose = this.#onDispose;
    this.#onDispose = undefined;
    return onDispose?.();
  }
}

export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  const { functions } = appRegistrations;
  const key = metadata.name.toLowerCase();
  refuseWhenStarted('A function can only be registered during app startup.');
  if (functions.has(key))
    throw systemError(Error, `A function with name "${metadata.name}" has already been registered.`);
  functions.set(key, { metadata, callback });
  return new Disposable(() => {
    refuseWhenStarted('A function can only be disposed during app startup.');
    functions.delete(key);
  });
}

export function registerHook(name: string, callback: HookCallback): Disposable {
  if (!isHookName(name)) throw systemError(RangeError, `Unrecognized hook "${name}"`);
  const callbacks = appRegistrations.hooks[name];
  callbacks.push(callback);
  return new Disposable(() => {
    callbacks.splice(callbacks.indexOf(callback), 1);
  });
}

export function setProgrammingModel(model: ProgrammingModel): void {
  refuseWhenStarted('The programming model can only be set during app startup.');
  appRegistrations.model = model;
}

export function getProgrammingModel(): ProgrammingModel | undefined {
  return appRegistrations.model;
}

export function log(level: LogLevel, category: LogCategory, message: string): void {
  // The only sign of the option before the library opens a proxy on every network interface.
  if (category === 'system' && message === 'HTTP streaming enabled.') {
    throw new Error(
      'enableHttpStream is refused: in streaming mode a client can forge every request header, and a throw hangs for 240 s.',
    );
  }
  appRegistrations.log({ level, category, message });
}

function refuseWhenStarted(message: string): void {
  if (appRegistrations.locked) throw systemError(Error, message);
}

/** The library tells the host's own errors from the app's by this mark. */
function systemError(Kind: ErrorConstructor | RangeErrorConstructor, message: string): Error {
  return Object.assign(new Kind(message), { isAzureFunctionsSystemError: true });
}

function isHookName(name: string): name is HookName {
  return (hookNames as readonly string[]).includes(name);
}
