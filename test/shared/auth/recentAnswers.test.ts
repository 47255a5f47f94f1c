import { beforeEach, expect, test } from '@jest/globals';
import { recentAnswers } from '../../../shared/auth/recentAnswers.ts';

let now = 1_000_000;
let asked: string[] = [];
beforeEach(() => void (asked = []));

const remember = (maxAnswers = 100) =>
  recentAnswers<string>({ clock: { now: () => new Date(now) }, keepForMs: 5_000, maxAnswers });
const say = (prefix: string) => (keys: readonly string[]) => {
  asked.push(...keys.map((key) => `${prefix} ${key}`));
  return Promise.resolve(new Map(keys.map((key) => [key, `${prefix} ${key}`])));
};

test('an answer counts for 5 s from the asking, and not a millisecond longer', async () => {
  const recent = remember();
  await recent.of('a', ['x'], say('first'));
  now += 4_999;
  expect(await recent.of('a', ['x', 'y'], say('second'))).toEqual(
    new Map([
      ['x', 'first x'],
      ['y', 'second y'],
    ]),
  );
  now += 1;
  expect(await recent.of('a', ['x'], say('third'))).toEqual(new Map([['x', 'third x']]));
  expect(asked).toEqual(['first x', 'second y', 'third x']);
});

test('a clock that is set back does not make an answer count for longer', async () => {
  const recent = remember();
  await recent.of('a', ['x'], say('first'));
  now -= 60_000;
  await recent.of('a', ['x'], say('second'));
  expect(asked).toEqual(['first x', 'second x']);
});

test('owners never share an answer', async () => {
  const recent = remember();
  await recent.of('a', ['x'], say('a'));
  expect(await recent.of('b', ['x'], say('b'))).toEqual(new Map([['x', 'b x']]));
});

test('that there is no answer is an answer', async () => {
  const recent = remember();
  const none = () => Promise.resolve(new Map<string, string>());
  expect(await recent.of('a', ['x'], none)).toEqual(new Map([['x', undefined]]));
  await recent.of('a', ['x'], say('again'));
  expect(asked).toEqual([]);
});

test('who asks at the same time shares the asking', async () => {
  const recent = remember();
  await Promise.all([
    recent.of('a', ['x', 'y'], say('one')),
    recent.of('a', ['x', 'z'], say('two')),
    recent.of('a', ['y', 'y'], say('three')),
  ]);
  expect(asked).toEqual(['one x', 'one y', 'two z']);
});

test('a failure is shared, and not kept', async () => {
  const recent = remember();
  const fail = () => Promise.reject(new Error('no'));
  const both = await Promise.allSettled([recent.of('a', ['x'], fail), recent.of('a', ['x'], say('joined'))]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await recent.of('a', ['x'], say('again'))).toEqual(new Map([['x', 'again x']]));
  expect(asked).toEqual(['again x']);
});

test('beyond the bound the oldest answers go', async () => {
  const recent = remember(2);
  expect((await recent.of('a', ['x', 'y', 'z'], say('first'))).size).toBe(3);
  await recent.of('a', ['y', 'z'], say('second'));
  await recent.of('a', ['x'], say('third'));
  expect(asked).toEqual(['first x', 'first y', 'first z', 'third x']);
});
