import { betweenStore } from './transport.ts';

/** Runs something right before a batch with this text reaches the store: what it was decided on is then out of date. */
export function interruptedStore() {
  let interruption: { text: string; act: () => Promise<unknown> } | undefined;
  return {
    swap: betweenStore(async ({ body }, proceed) => {
      const { text, act } = interruption ?? {};
      if (text !== undefined && typeof body === 'string' && body.startsWith('[') && body.includes(text)) {
        interruption = undefined;
        await act?.();
      }
      return proceed();
    }),
    before: (text: string, act: () => Promise<unknown>) => void (interruption = { text, act }),
  };
}
