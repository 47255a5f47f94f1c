import { isDeepStrictEqual } from 'node:util';

/** What was found wrong. */
export interface Findings {
  readonly found: readonly string[];
  same(what: string, actual: unknown, expected: unknown): void;
}

/** Collects what is wrong with one thing, so that everything of it is told at once. */
export function newFindings(): Findings {
  const found: string[] = [];
  return {
    found,
    same(what, actual, expected) {
      if (isDeepStrictEqual(actual, expected)) return;
      found.push(`${what} is ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
    },
  };
}
