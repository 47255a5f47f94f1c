import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Route } from '../../../functions/http/route.ts';
import { routes } from '../../../functions/routes/routes.ts';
import { startWorld, type World } from '../../support/world.ts';
import { isOpen, named, setScene, type EveryRouteWorld } from '../../support/everyRouteWorld.ts';

let world: World;
let scene: EveryRouteWorld;
beforeAll(async () => {
  world = await startWorld();
  scene = await setScene(world);
});
afterAll(() => world.stop());

const routeNamed = (name: string) => {
  const found = routes.find((route) => route.name === name);
  if (!found) throw new Error(`There is no route ${name}.`);
  return found;
};

/** What has to have happened before: examples that are replayed first, by the route that comes next. */
const before: Readonly<Record<string, readonly string[]>> = {
  unenrollRoom: ['enrollRoom'],
  resumePartner: ['suspendPartner'],
  removeCustomerPrimaryAdmin: ['addCustomerPrimaryAdmin'],
};

/** Replays the example, after whatever has to have happened before. */
async function replay(route: Route) {
  for (const name of before[route.name] ?? []) await scene.replay(routeNamed(name));
  return scene.replay(route);
}

// Each operation with the very request that the reference shows: another id for each thing, and nothing else, is put in.
// The answer is held against the reference as every answer of the tests is (support/describedAnswer.ts).
test.each(named(routes))('%s: its example is answered as the reference says', async (_, route) => {
  const wanted = isOpen(route) ? route.status : 403;
  let answer = await replay(route);
  if (answer.status !== wanted) {
    // Others were here before, and may have ended or removed what this one needs.
    scene = await setScene(world);
    answer = await replay(route);
  }
  // What fails here lacks an example that the product takes (exampleTexts.ts, .meta({ examples })), a thing to act on
  // (setScene in everyRouteWorld.ts) or something that has to happen first (above).
  expect([route.name, answer.status, answer.text]).toEqual([route.name, wanted, expect.any(String)]);
});
