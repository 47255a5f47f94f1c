import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Member } from '../../../shared/domain/member.ts';
import { allRooms } from '../../../shared/domain/scope.ts';
import { tenantDocumentId } from '../../../shared/domain/tenants/tenant.ts';
import type { Body } from '../../support/caller.ts';
import { activeRelationship } from '../../support/manyCustomers.ts';
import { relate } from '../../support/relationship.ts';
import { ofCustomer, ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { directStore } from '../../support/directStore.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const user = (): Member => ({ type: 'user', id: randomUUID() });

/** Relationships of a customer with so many partners, each with so many Primary admins. */
async function writePartners({ tenantId }: WorldTenant, count: number, admins: number): Promise<void> {
  const store = directStore(world);
  for (let at = 0; at < count; at++) {
    const partnerId = randomUUID();
    const domain = `${partnerId}.example`;
    const registration = {
      tenantId: partnerId,
      displayName: `Partner ${at}`,
      defaultDomain: domain,
      domains: [domain],
    };
    const createdAt = world.now().toISOString();
    const tenant = { ...registration, id: tenantDocumentId, type: 'tenant', partner: true, createdAt };
    await store.tenant(partnerId).commit([{ create: tenant }]);
    const members = Array.from({ length: admins }, user);
    await store.tenant(tenantId).commit([{ create: activeRelationship(partnerId, members, allRooms, world.now()) }]);
  }
}

const keyOf = ({ tenantId, assignmentId, member }: Body) =>
  `${String(tenantId)} ${String(assignmentId)} ${String(member?.['id'])}`;

test('every holder of both sides is listed exactly once, whatever the size of the pages', async () => {
  const relation = await relate(world);
  const { customer, primaryAdmin, partner } = relation;
  const employee = await roleHolder(world, ofCustomer(customer), ['rooms.view']);
  const group = await world.group(customer.tenantId);
  await roleHolder(world, ofCustomer(customer), ['rooms.view'], { person: { ...employee, member: group } });
  const twice = await roleHolder(world, ofRelation(relation), ['rooms.view', 'tickets.view'], { person: primaryAdmin });
  await writePartners(customer, 12, 3);
  const path = '/customer/access/who?permission=rooms.view';
  const all = await customer.admin.all(`${path}&top=200`);
  expect(all).toHaveLength(2 + 2 + 36);
  expect(all.slice(0, 2).map(({ side, member }) => [String(side), member])).toEqual([
    ['customer', { ...employee.member, displayName: 'Person' }],
    ['customer', { ...group, displayName: 'Group' }],
  ]);
  const ofPrimaryAdmin = all.filter(({ member }) => String(member?.['id']) === twice.objectId);
  expect(ofPrimaryAdmin.map(({ tenantId, side, roleId }) => [String(tenantId), String(side), String(roleId)])).toEqual([
    [partner.tenantId, 'partner', expect.stringMatching(/^role_/)],
    [partner.tenantId, 'partner', 'primaryAdmin'],
  ]);
  expect(new Set(all.map(keyOf)).size).toBe(all.length);
  for (const top of [1, 3, 7]) expect(await customer.admin.all(`${path}&top=${top}`)).toEqual(all);
});

test('a page reads a bounded number of relationships, and is short where they have nobody', async () => {
  const customer = await world.tenant('Contoso');
  await writePartners(customer, 230, 1);
  const pageSizes: number[] = [];
  let calls = 0;
  // No partner's role has this permission.
  let next: string | undefined = '/customer/access/who?permission=rooms.create&top=5';
  while (next !== undefined) {
    world.storeCalls();
    const { status, body } = await customer.admin.get(next);
    expect(status).toBe(200);
    calls = Math.max(calls, world.storeCalls().length);
    pageSizes.push(body.value.length);
    next = body['nextLink'] as string | undefined;
  }
  expect(pageSizes).toEqual([0, 0, 0]);
  expect(calls).toBeLessThan(40);
  expect(await customer.admin.all('/customer/access/who?permission=rooms.modify&top=50')).toHaveLength(230);
});
