import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../shared/domain/ids.ts';
import { closedPointer } from '../../../shared/domain/pointers.ts';
import type { Store } from '../../../shared/domain/store.ts';
import type { Body } from '../../support/caller.ts';
import { heldWorkflows } from '../../support/heldWorkflows.ts';
import { refused } from '../../support/refused.ts';
import { end, relate, type Relation } from '../../support/relationship.ts';
import { directStore } from '../../support/directStore.ts';
import { storedChange } from '../../support/waitingChange.ts';
import { startWorld, type World } from '../../support/world.ts';

const workflows = heldWorkflows();
let world: World;
let store: Store;
beforeAll(async () => {
  world = await startWorld({ swap: workflows.swap });
  store = directStore(world);
});
afterAll(() => world.stop());

/** The canonical JSON of RFC 8785, written once more from its text: for objects, integers and text that needs no escape. */
const canonical = (value: unknown): string =>
  value !== null && typeof value === 'object'
    ? `{${Object.keys(value)
        .sort()
        .map((name) => `"${name}":${canonical((value as Record<string, unknown>)[name])}`)
        .join(',')}}`
    : JSON.stringify(value);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A relationship with so much in it. */
async function furnished(roles: number, from?: Pick<Relation, 'customer' | 'partner'>): Promise<Relation> {
  const relation = await relate(world, from);
  const { primaryAdmin, atCustomer } = relation;
  for (let at = 0; at < roles; at++) {
    const role = await primaryAdmin.post(`${atCustomer}/roles`, { name: `Role ${at}`, permissions: ['rooms.view'] });
    await primaryAdmin.post(`${atCustomer}/roles/${String(role.body['id'])}/assignments`, {
      name: 'One of them',
      members: [primaryAdmin.member],
      scope: { kind: 'allRooms' },
    });
  }
  return relation;
}

const receiptOf = ({ customer, withPartner }: Relation) => customer.admin.get(`${withPartner}/receipt`);

test('R31 the receipt says what was revoked, for whom and when; its hash can be made again by anybody', async () => {
  const relation = await furnished(2);
  const { customer, partner, primaryAdmin, withPartner } = relation;
  expect(await receiptOf(relation)).toMatchObject(refused(404, 'notFound'));
  expect(await customer.admin.all('/customer/receipts')).toEqual([]);
  const begun = world.now().toISOString();
  const ending = await workflows.during(async () => {
    const answer = await customer.admin.delete(withPartner);
    expect(await receiptOf(relation)).toMatchObject(refused(404, 'notFound'));
    return answer;
  });
  await customer.admin.ended(ending);
  const { body, etag, status } = await receiptOf(relation);
  const { sha256: hash, ...said } = body;
  expect([status, etag]).toEqual([200, undefined]);
  expect(said).toEqual({
    partnerId: partner.tenantId,
    requestedBy: { userId: (await customer.admin.get('/me')).body['objectId'], tenantId: customer.tenantId },
    requestedAt: ending.body['createdAt'],
    completedAt: (await customer.admin.get(withPartner)).body['terminatedAt'],
    // The invitation's pointer and the customer's.
    revoked: { assignments: 3, customRoles: 2, changeRequests: 0, pointers: 2 },
    residual: 0,
  });
  expect(hash).toBe(sha256(canonical(said)));
  expect(String(said['requestedAt']) >= begun && String(said['completedAt']) >= String(said['requestedAt'])).toBe(true);
  expect(await customer.admin.all('/customer/receipts')).toEqual([body]);
  expect(await primaryAdmin.get(`${withPartner}/receipt`)).toMatchObject(refused(403, 'permissionDenied'));
});

test('R31 a receipt is for GA and MSA of the customer; one who has a role there is 403', async () => {
  const relation = await relate(world);
  const { customer, withPartner } = relation;
  await end(relation);
  const lead = await world.person(customer.tenantId);
  const assignment = { name: 'A', members: [lead.member], scope: { kind: 'allRooms' } };
  await customer.admin.post('/customer/roles/siteLead/assignments', assignment);
  for (const path of [`${withPartner}/receipt`, '/customer/receipts']) {
    expect(await lead.get(path)).toMatchObject(refused(403, 'permissionDenied'));
  }
  expect(await (await world.tenant('Fabrikam')).admin.get(`${withPartner}/receipt`)).toMatchObject(
    refused(404, 'notFound'),
  );
});

test('R31 R34 one receipt per end: those of earlier ends stay, whoever asked, newest first, page by page', async () => {
  const first = await furnished(1);
  const { customer, partner } = first;
  await end(first);
  const receipts = [(await receiptOf(first)).body];
  const second = await furnished(0, { customer, partner });
  // A new relationship has begun: the latest receipt is still that of the end.
  expect((await receiptOf(second)).body).toEqual(receipts[0]);
  const ending = await workflows.during(async () => {
    const answer = await second.primaryAdmin.delete(second.atCustomer);
    expect((await receiptOf(second)).body).toEqual(receipts[0]);
    return answer;
  });
  await second.primaryAdmin.ended(ending);
  receipts.unshift((await receiptOf(second)).body);
  expect(receipts[0]).toMatchObject({
    requestedBy: { userId: second.primaryAdmin.objectId, tenantId: partner.tenantId },
    revoked: { assignments: 1, customRoles: 0, changeRequests: 0, pointers: 2 },
  });
  const other = await relate(world, { customer });
  await end(other);
  receipts.unshift((await receiptOf(other)).body);
  for (const query of ['', '?top=1', '?top=2']) {
    expect(await customer.admin.all(`/customer/receipts${query}`)).toEqual(receipts);
  }
  expect((await receiptOf(first)).body).toEqual(receipts[1]);
});

test('R31 all is taken away however much there is, in as many batches as it takes, and counted', async () => {
  const relation = await furnished(3);
  const { customer, partner, invitationId } = relation;
  const other = (await world.tenant('Northwind')).tenantId;
  const pointer = (customerId: string) => ({
    create: closedPointer(newId('invitation', world.now()), customerId),
  });
  for (let at = 0; at < 230; at += 46) {
    const some = Array.from({ length: 46 }, () => pointer(customer.tenantId));
    await store.pointers(partner.tenantId).commit([...some, pointer(other)]);
  }
  const text = 'x'.repeat(65_000);
  const change = (more: Parameters<typeof storedChange>[2]) => ({
    create: storedChange(relation, world.now(), {
      change: { method: 'PATCH', path: '/customer/rooms/room_1', body: { text } },
      ...more,
    }),
  });
  const inCustomer = store.tenant(customer.tenantId);
  for (let at = 0; at < 45; at += 15) {
    await inCustomer.commit(Array.from({ length: 15 }, () => change({})));
  }
  const untouched = [
    change({ state: 'applied' }),
    change({ expiresAt: world.now().toISOString() }),
    change({ partnerId: other }),
  ];
  await inCustomer.commit(untouched);
  await end(relation);
  expect((await receiptOf(relation)).body['revoked']).toEqual({
    assignments: 4,
    customRoles: 3,
    changeRequests: 45,
    pointers: 232,
  });
  const left = world.product.store.inspect('partners', partner.tenantId) as { id: string; customerId: string }[];
  expect(left.map(({ customerId }) => customerId)).toEqual([other, other, other, other, other]);
  expect(left.map(({ id }) => id)).not.toContain(invitationId);
  const changes = world.product.store
    .inspect('tenants', customer.tenantId)
    .filter(({ type }) => type === 'changeRequest') as unknown as Body[];
  for (const { create } of untouched) {
    expect(changes.find(({ id }) => String(id) === create.id)).toMatchObject(create);
  }
  const canceled = changes.filter(({ state }) => String(state) === 'canceled');
  expect(canceled).toHaveLength(45);
  // They are the customer's history: closed, and whole.
  expect(
    canceled.every(({ change: what, decidedAt }) => what?.['body']?.['text'] === (text as unknown) && decidedAt),
  ).toBe(true);
});
