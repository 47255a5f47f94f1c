import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import table from '../../../shared/domain/permissions.json' with { type: 'json' };
import { refused } from '../../support/refused.ts';
import { startWorld, type World } from '../../support/world.ts';
import { openSide, sides, type RoleSide } from './roleSide.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const granted = (roleId: string) => {
  const column = table.roles.indexOf(roleId);
  return table.permissions.filter(({ grants }) => grants[column] === 1).map(({ permission }) => permission);
};

test('R7: the catalogue is the table: 19 permissions, four built-in roles', async () => {
  const { admin } = await world.tenant('Contoso');
  const { body } = await admin.get('/permissions');
  expect(body['permissions']).toEqual(table.permissions.map(({ feature, permission }) => ({ feature, permission })));
  const roles = Object.fromEntries(
    (body['builtInRoles'] as unknown as { id: string; permissions: string[] }[]).map((role) => [
      role.id,
      role.permissions,
    ]),
  );
  expect(roles).toEqual(Object.fromEntries(table.roles.map((roleId) => [roleId, granted(roleId)])));
});

describe.each(sides)('%s', (kind) => {
  let side: RoleSide;
  const builtIn = {
    customer: ['managedServiceAdministrator', 'siteLead', 'siteTechnician'],
    partner: ['primaryAdmin'],
  }[kind];
  const ofTheOtherSide = kind === 'customer' ? 'primaryAdmin' : 'siteLead';
  beforeAll(async () => {
    side = await openSide(world, kind);
  });

  test('R7, R12: the built-in roles are listed first, with what the table gives them, and those of the other side are not there', async () => {
    const { admin, base } = side;
    const roles = await admin.all(`${base}/roles`);
    expect(roles.map(({ id, kind: builtInOrCustom, permissions }) => ({ id, builtInOrCustom, permissions }))).toEqual(
      builtIn.map((id) => ({ id, builtInOrCustom: 'builtIn', permissions: granted(id) })),
    );
    for (const role of roles) expect((await admin.get(`${base}/roles/${String(role['id'])}`)).body).toEqual(role);
    expect(await admin.get(`${base}/roles/${ofTheOtherSide}`)).toMatchObject(refused(404, 'notFound'));
  });

  test.each(builtIn)('R7: %s can not be renamed, edited or deleted', async (roleId) => {
    const { admin, base } = side;
    const path = `${base}/roles/${roleId}`;
    const before = await admin.get(path);
    for (const patch of [{ name: 'Other' }, { description: 'Other' }, { permissions: ['rooms.view'] }]) {
      expect(await admin.patch(path, patch)).toMatchObject(refused(409, 'builtInRole'));
      expect(await admin.patch(`${path}?dryRun=true`, patch)).toMatchObject(refused(409, 'builtInRole'));
    }
    expect(await admin.delete(path)).toMatchObject(refused(409, 'builtInRole'));
    expect(await admin.delete(path, { 'if-match': '"other"' })).toMatchObject(refused(412, 'etagMismatch'));
    expect((await admin.get(path)).body).toEqual(before.body);
  });
});
