import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { figure } from '../../support/figure.ts';
import { betweenStore } from '../../support/transport.ts';
import type { World } from '../../support/world.ts';
import { effects, everything, kinds, startFaultyWorld, tours, tourWith, type ChooseEffect } from './faultTour.ts';

/** What takes time happens to one request in so many, where not everything is to happen. */
const slowIsRare = everything ? 1 : 40;

let canReadBack = true;
// The product reads a single audit event only to find out whether it was written.
const readBack = betweenStore(async (request, proceed) => {
  const answer = await proceed();
  if (canReadBack || request.method !== 'GET' || !request.url.includes('/docs/evt_')) return answer;
  return { ...answer, status: 404, bodyAsText: '{"code":"NotFound","message":"Not to be seen."}' };
});

let world: World;
let undisturbed: string[];
let met = 0;
beforeAll(async () => {
  world = await startFaultyWorld(readBack);
  await (await world.tenant('First')).admin.get('/customer/rooms');
  undisturbed = (await tourWith(world, () => undefined)).stored;
}, 120_000);
afterAll(async () => {
  figure(
    'S5 faults of the store, met by every route',
    `${met} in ${tours} tours, nothing done twice and nothing left out`,
  );
  await world.stop();
});

const nth =
  (tour: number): ChooseEffect =>
  (request, kind) => {
    const effect = effects[(request + tour + 4 * kinds.indexOf(kind)) % effects.length];
    if (!effect || (effect.slow && request % slowIsRare !== tour % slowIsRare)) return undefined;
    return effect.do;
  };

test.each(Array.from({ length: tours }, (_, tour) => tour))(
  'S5 tour %d: whatever happens to a call of each kind, every route succeeds, and what is stored is what it would be',
  async (tour) => {
    const { stored, faults } = await tourWith(world, nth(tour));
    expect(stored).toEqual(undisturbed);
    met += faults;
  },
  600_000,
);

test('control: when what was written can not be read back, the same is done twice or refused', async () => {
  const lost: ChooseEffect = (_, kind) => (kind === 'batch' ? { drop: 'afterCommit' } : undefined);
  expect((await tourWith(world, lost)).stored).toEqual(undisturbed);
  canReadBack = false;
  const blind = await tourWith(world, lost).catch((error: unknown) => error);
  expect(blind).not.toMatchObject({ stored: undisturbed });
  canReadBack = true;
  world.defects();
}, 120_000);
