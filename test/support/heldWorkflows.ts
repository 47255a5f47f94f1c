import { betweenStore } from './transport.ts';

/**
 * Holds workflows before the first change that they make to a relationship, so that a test can look at `activating`
 * and `terminating`. Not for longer than the product waits for its store (4.5 s).
 */
export function heldWorkflows() {
  let gate: Promise<undefined> | undefined;
  const isFirstChange = (body: string) =>
    body.includes('"type":"relationship"') &&
    ((body.includes('"state":"active"') && body.includes('"activatedAt"')) ||
      (body.includes('"state":"terminating"') && body.includes('"assignments":[]')));
  return {
    swap: betweenStore(async ({ body }, proceed) => {
      if (gate && typeof body === 'string' && isFirstChange(body)) await gate;
      return proceed();
    }),
    /** Holds those that come while this is done. */
    async during<Result>(act: () => Promise<Result>): Promise<Result> {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      gate = promise;
      try {
        return await act();
      } finally {
        gate = undefined;
        resolve(undefined);
      }
    },
  };
}
