import { isDeepStrictEqual } from 'node:util';

/** The product did not do what the story says. */
export class DemoFailure extends Error {
  override name = 'DemoFailure';
}

/** @throws DemoFailure */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new DemoFailure(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}.`);
}
