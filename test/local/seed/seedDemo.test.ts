import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World } from '../../support/world.ts';
import { atFabrikam, demoPerson, seed, whatThereIs, wholeDemo } from './demoWorld.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ seed: 'demo' });
  await seed(world);
});
afterAll(() => world.stop());

const as = (name: string) => demoPerson(world, name);

test('the demo tenants are made through the product: every thing of them has its event', async () => {
  expect(await whatThereIs(world)).toEqual(wholeDemo);
});

test('its people may do what the page says of them', async () => {
  const roles = async (name: string) => (await as(name).get('/me')).body['tenantRoles'];
  expect([await roles('carl@contoso'), await roles('mia@tailspin'), await roles('lea@contoso')]).toEqual([
    ['managedServiceAdministrator'],
    ['tenantManager'],
    [],
  ]);
  const status = async (name: string, path: string) => (await as(name).get(path)).status;
  expect(await status('lea@contoso', '/customer/roomGroups')).toBe(200);
  expect(await status('tom@contoso', '/customer/rooms')).toBe(200);
  expect(await status('tom@contoso', '/customer/roomGroups')).toBe(403);
  expect(await status('pia@tailspin', `${atFabrikam}/roles`)).toBe(200);
  expect(await as('rob@tailspin').all(`${atFabrikam}/rooms`)).toHaveLength(5);
  expect(await status('rob@tailspin', `${atFabrikam}/roles`)).toBe(403);
  expect(await status('mia@tailspin', `${atFabrikam}/rooms`)).toBe(403);
  expect(await status('wes@wingtip', atFabrikam)).toBe(404);
});

test('they are made once: what somebody has changed since stays so', async () => {
  const ada = as('ada@contoso');
  const seattle = (await ada.all('/customer/roomGroups'))[1]?.['id'] as unknown as string;
  expect((await ada.delete(`/customer/roomGroups/${seattle}`)).status).toBe(204);
  await seed(world);
  expect(await ada.all('/customer/roomGroups')).toHaveLength(2);
});
