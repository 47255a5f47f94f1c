import { expect, test } from '@jest/globals';
import { pseudonymous } from '../../functions/pseudonymous.ts';
import type { Services } from '../../functions/services.ts';

type Line = Parameters<Services['answered']>[0];
const line: Line = { method: 'GET', path: '/api/v1/me', route: 'getMe', status: 200, ms: 1, requestId: '1' };
const [ada, carl] = ['c0000000-0000-4000-8000-000000000001/a', 'c0000000-0000-4000-8000-000000000001/c'];

/** What the log has of these callers. */
async function logged(key: () => Promise<Buffer>, callers: readonly (string | undefined)[]): Promise<Line[]> {
  const lines: Line[] = [];
  const written = Promise.withResolvers<undefined>();
  const answered = pseudonymous(key, (one) => {
    lines.push(one);
    if (lines.length === callers.length) written.resolve(undefined);
  });
  for (const caller of callers) answered({ ...line, ...(caller === undefined ? {} : { caller }) });
  await written.promise;
  return lines;
}

test('a caller has one pseudonym, of which nobody can tell who it is', async () => {
  const key = () => Promise.resolve(Buffer.alloc(32, 1));
  const [first, again, other] = await logged(key, [ada, ada, carl]);
  expect(first).toEqual({ ...line, caller: expect.stringMatching(/^[\w-]{22}$/) });
  expect(again).toEqual(first);
  expect(other?.caller).not.toBe(first?.caller);
  const [elsewhere] = await logged(() => Promise.resolve(Buffer.alloc(32, 2)), [ada]);
  expect(elsewhere?.caller).not.toBe(first?.caller);
});

test('without a caller, or without the key, there is none', async () => {
  expect(await logged(() => Promise.resolve(Buffer.alloc(32)), [undefined])).toEqual([line]);
  expect(await logged(() => Promise.reject(new Error('The store is away.')), [ada])).toEqual([line]);
});
