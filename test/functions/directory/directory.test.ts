import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openGate, type Gate } from '../../support/openGate.ts';
import { refused } from '../../support/refused.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../../support/world.ts';

let world: World;
let gate: Gate;
beforeAll(async () => {
  let graph = '';
  gate = await openGate(() => graph);
  world = await startWorld({
    swap: (parts) => {
      graph = parts.environment['GRAPH_ENDPOINT'] ?? '';
      return { ...parts, environment: { ...parts.environment, GRAPH_ENDPOINT: gate.origin } };
    },
  });
});
afterAll(async () => {
  await world.stop();
  await gate.close();
});

const outOfReach = <Result>(act: () => Promise<Result>) => gate.whileAnswering({ status: 500 }, act);

/** Gives somebody, or a group, these permissions over all rooms: in the own tenant, or at a customer. */
async function give(by: WorldPerson | WorldTenant['admin'], base: string, member: object, permissions: string[]) {
  const name = `Role ${Math.random()}`;
  const role = await by.post(`${base}/roles`, { name, permissions });
  const path = `${base}/roles/${String(role.body['id'])}/assignments`;
  const { status, text } = await by.post(path, { name, members: [member], scope: { kind: 'allRooms' } });
  if (status !== 201) throw new Error(`${status} ${text}`);
}

describe('searching the directory', () => {
  let customer: WorldTenant;
  let ann: WorldPerson;
  beforeAll(async () => {
    customer = await world.tenant('Contoso');
    ann = await world.person(customer.tenantId, { name: 'Ann Arbor' });
    await world.person(customer.tenantId, { name: 'Bob' });
  });

  test('R42: a customer finds users, with their principal names, and security groups of its own', async () => {
    const group = await world.group(customer.tenantId);
    await world.group(customer.tenantId, { securityEnabled: false });
    expect(await customer.admin.all('/customer/directory?search=ann')).toEqual([
      { ...ann.member, displayName: 'Ann Arbor', userPrincipalName: `${ann.objectId}@people.example` },
    ]);
    expect(await customer.admin.all('/customer/directory?search=GROUP')).toEqual([{ ...group, displayName: 'Group' }]);
    expect(await customer.admin.all('/customer/directory?search=nobody%20at%20all')).toEqual([]);
  });

  test('R42: everything comes page by page, nothing twice', async () => {
    const everybody = await customer.admin.all('/customer/directory');
    expect(everybody.length).toBeGreaterThan(3);
    expect(await customer.admin.all('/customer/directory?top=1')).toEqual(everybody);
  });

  test('R42: it takes roles.modify', async () => {
    expect(await ann.get('/customer/directory')).toMatchObject(refused(403, 'permissionDenied'));
    await give(customer.admin, '/customer', ann.member, ['roles.view']);
    expect(await ann.get('/customer/directory')).toMatchObject(refused(403, 'permissionDenied'));
    await give(customer.admin, '/customer', ann.member, ['roles.modify']);
    expect(await ann.get('/customer/directory')).toMatchObject({ status: 200 });
  });

  test.each(['"', '\\', '" OR "displayName:', "'", '%00', '😀', '*', '(', '&$top=999'])(
    'X7: %j is only ever something to look for',
    async (search) => {
      const { status } = await customer.admin.get(`/customer/directory?search=${encodeURIComponent(search)}`);
      expect(status).toBe(200);
    },
  );

  test('503 while the directory can not be asked', async () => {
    const answer = await outOfReach(() => customer.admin.get('/customer/directory'));
    expect(answer).toMatchObject(refused(503, 'temporarilyUnavailable'));
  });

  test('R10: a partner with any role at a customer searches its own directory; others do not', async () => {
    const { partner, primaryAdmin } = await relate(world, { customer });
    const found = await primaryAdmin.all('/partner/directory');
    expect(found.map(({ id }) => String(id))).toContain(primaryAdmin.objectId);
    expect(found.map(({ id }) => String(id))).not.toContain(ann.objectId);
    const stranger = await world.person(partner.tenantId);
    expect(await stranger.get('/partner/directory')).toMatchObject(refused(403, 'permissionDenied'));
    await give(primaryAdmin, `/partner/customers/${customer.tenantId}`, stranger.member, ['tickets.view']);
    expect(await stranger.get('/partner/directory')).toMatchObject({ status: 200 });
  });

  test('R41: a role is given while the directory can not be asked: 503, and nothing is', async () => {
    const role = await customer.admin.post('/customer/roles', { name: 'Late', permissions: ['rooms.view'] });
    const path = `/customer/roles/${String(role.body['id'])}/assignments`;
    const assignment = { name: 'Late', members: [ann.member], scope: { kind: 'allRooms' } };
    const answer = await outOfReach(() => customer.admin.post(path, assignment));
    expect(answer).toMatchObject(refused(503, 'temporarilyUnavailable'));
    expect(await customer.admin.all(path)).toEqual([]);
  });
});

/** What a token says instead of groups when there are too many of them. */
const overage = { groups: null, _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'graph' } } };

describe('R42: members that are groups', () => {
  let relation: Relation;
  let group: { type: string; id: string };
  let atCustomer: string;

  beforeAll(async () => {
    relation = await relate(world);
    atCustomer = relation.atCustomer;
    group = await world.group(relation.partner.tenantId);
    await give(relation.primaryAdmin, atCustomer, group, ['rooms.view']);
  });
  const somebody = (claims: Record<string, unknown>, memberOf = [group.id]) =>
    world.person(relation.partner.tenantId, { memberOf, claims });

  test('the groups of the token count', async () => {
    expect(await (await somebody({ groups: [group.id] })).get(`${atCustomer}/rooms`)).toMatchObject({ status: 200 });
  });

  test('no groups in the token and no overage: in no group, whatever the directory says', async () => {
    const answer = await (await somebody({ groups: null })).get(`${atCustomer}/rooms`);
    expect(answer).toMatchObject(refused(404, 'notFound'));
  });

  test('overage: the directory is asked, groups within groups included', async () => {
    const inner = await world.group(relation.partner.tenantId, { memberOf: [group.id] });
    expect(await (await somebody(overage, [inner.id])).get(`${atCustomer}/rooms`)).toMatchObject({ status: 200 });
    const outsider = await somebody(overage, []);
    expect(await outsider.get(`${atCustomer}/rooms`)).toMatchObject(refused(404, 'notFound'));
  });

  test('overage, and the directory can not be asked: who does not see the customer finds nothing', async () => {
    const member = await somebody(overage);
    const answer = await outOfReach(() => member.get(`${atCustomer}/rooms`));
    expect(answer).toMatchObject(refused(404, 'notFound'));
    expect(await member.get(`${atCustomer}/rooms`)).toMatchObject({ status: 200 });
  });

  test('overage, and the directory can not be asked: who sees the customer is told so where a group might give it', async () => {
    const member = await somebody(overage);
    await give(relation.primaryAdmin, atCustomer, member.member, ['tickets.view']);
    const answer = await outOfReach(() => member.get(`${atCustomer}/rooms`));
    expect(answer).toMatchObject(refused(403, 'groupMembershipUnknown'));
    const never = await outOfReach(() => member.get(`${atCustomer}/roomGroups`));
    expect(never).toMatchObject(refused(403, 'permissionDenied'));
  });

  test('the same in the own tenant', async () => {
    const { customer } = relation;
    const ofCustomer = await world.group(customer.tenantId);
    await give(customer.admin, '/customer', ofCustomer, ['rooms.view']);
    const member = await world.person(customer.tenantId, { memberOf: [ofCustomer.id], claims: overage });
    expect(await outOfReach(() => member.get('/customer/rooms'))).toMatchObject(refused(403, 'groupMembershipUnknown'));
    expect(await outOfReach(() => member.get('/customer/partners'))).toMatchObject(refused(403, 'permissionDenied'));
    expect(await member.get('/customer/rooms')).toMatchObject({ status: 200 });
  });

  test('what is given to the person counts, though groups can not be found out', async () => {
    const { customer } = relation;
    const member = await world.person(customer.tenantId, { claims: overage });
    await give(customer.admin, '/customer', member.member, ['rooms.view']);
    expect(await outOfReach(() => member.get('/customer/rooms'))).toMatchObject({ status: 200 });
  });
});
