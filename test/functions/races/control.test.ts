import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { guardedStore } from '../../support/guardedStore.ts';
import { startWorld, type World } from '../../support/world.ts';
import { races } from './races.ts';

const store = guardedStore();
let world: World;
beforeAll(async () => {
  world = await startWorld({ swap: store.swap });
});
// What goes wrong here is meant to: nobody asks for the product's defects.
afterAll(() => world.product.stop());

/** How often the guards are left off until somebody is caught out; on a quiet machine requests seldom meet. */
const rounds = 100;

/**
 * Which guard each race rests on, and the claim that must be found broken without it. Of an invitation that has expired the
 * repair may have removed the claim already: then it is the id that guards, and else the version.
 */
const controls = [
  ['R25 two accept one invitation', 'versionsAndIds', 'exactly one wins'],
  ['R25 R26 one accepts and one declines', 'versionsAndIds', 'exactly one wins'],
  ['R23 R25 the partner accepts and the customer cancels', 'versionsAndIds', 'exactly one wins'],
  ['R23 R25 the partner accepts and the customer resends', 'versions', 'a resending that was answered is kept'],
  ['R22 two invite the same partner', 'versionsAndIds', 'one is made, the others get 409'],
  ['R22 two invite a partner whose invitation has expired', 'versionsAndIds', 'one is made, the others get 409'],
  ['R31 both sides end a relationship', 'versions', 'it is ended once'],
  ['R13 the last two Primary admins are removed', 'versions', 'one is removed, the other gets 409'],
  ['R44 two add Primary admins', 'versions', 'none is lost'],
  ['R61 a change that waits is approved, rejected and canceled', 'versions', 'one wins, the others get 409'],
  ['R13 the last two Primary admins are taken away on two paths', 'versions', 'they do not remove each other'],
] as const;

test.each(controls)(
  'control: %s at once, in a store that ignores %s, is found not to hold: %s',
  async (name, guard, claim) => {
    const complaints: string[] = [];
    store.ignore(guard);
    for (let round = 0; round < rounds && !complaints.includes(claim); round++) {
      complaints.push(...((await races[name]?.(world)) ?? []));
    }
    store.ignore('nothing');
    expect(complaints).toContain(claim);
  },
  60_000,
);

/** Theirs are in `fence.test.ts`: what the fence is there for is shown one step after the other. */
const restOnTheFence = [
  'R31 the customer ends it and the partner changes everything',
  'R32 the customer suspends it and the partner changes everything',
  'R62 the customer approves a change and ends the relationship',
];

test('every race has its control', () => {
  expect([...controls.map(([name]) => name), ...restOnTheFence].sort()).toEqual(Object.keys(races).sort());
});
