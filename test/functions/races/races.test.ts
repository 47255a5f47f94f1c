import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World } from '../../support/world.ts';
import { races } from './races.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A campaign asks for more. */
const rounds = Number(process.env['RACE_ROUNDS'] ?? 5);

test.each(Object.entries(races))(
  '%s at once: one order or the other, and the stored state says which',
  async (_, race) => {
    for (let round = 0; round < rounds; round++) expect(await race(world)).toEqual([]);
  },
);
