import { expect, test } from '@jest/globals';
import { startWorld } from '../../support/world.ts';
import { seed, whatThereIs, wholeDemo } from './demoWorld.ts';
import { openDyingProxy } from './openDyingProxy.ts';

test('a start that dies on the way leaves what the next one completes, and nothing comes twice', async () => {
  const world = await startWorld({ seed: 'demo' });
  const ends: string[] = [];
  for (let requests = 3; !world.product.directory.isSeeded('demoTenants'); requests += 4) {
    const end = ends.length % 2 === 0 ? 'unheard' : 'unsent';
    const dying = await openDyingProxy(world.product.host.origin, requests, end);
    ends.push(await seed(world, `${dying.origin}/api/v1`).then(() => 'done', String));
    await dying.close();
  }
  expect(ends.length).toBeGreaterThan(5);
  expect(new Set(ends)).toEqual(new Set(['TypeError: fetch failed', 'done']));
  expect(await whatThereIs(world)).toEqual(wholeDemo);
  await world.stop();
});
