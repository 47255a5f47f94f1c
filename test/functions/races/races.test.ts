import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World } from '../../support/world.ts';
import { figure } from '../../support/figure.ts';
import { races } from './races.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A campaign asks for more. */
const rounds = Number(process.env['RACE_ROUNDS'] ?? 5);

/** Of one round, on a machine that does other things too. */
const secondsAtMost = 10;

test.each(Object.entries(races))(
  '%s at once: one order or the other, and the stored state says which',
  async (name, race) => {
    for (let round = 0; round < rounds; round++) expect(await race(world)).toEqual([]);
    figure(`S3 ${name} at once`, `${rounds} rounds, 0 violations`);
  },
  rounds * secondsAtMost * 1000,
);
