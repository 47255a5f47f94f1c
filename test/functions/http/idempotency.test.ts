import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { end, invite, relate } from '../../support/relationship.ts';
import { ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

// Guarantee: a client that sends a request again without waiting is told what it did, never that it was in its own way.
test('the same request several times at once is done once, and all are given its answer', async () => {
  const { admin } = await world.tenant('Contoso');
  for (let round = 0; round < 12; round++) {
    const body = { name: 'Room', accountUpn: `room${round}@contoso.example` };
    const headers = { 'idempotency-key': `key${round}` };
    const posts = Array.from({ length: 5 }, () => admin.post('/customer/rooms', body, headers));
    const answers = await Promise.all(posts);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(4);
  }
  expect(await admin.all('/customer/rooms')).toHaveLength(12);
  const failed = await admin.all('/customer/auditEvents?result=Failed');
  expect(failed).toEqual([]);
});

test('R26 a decline whose answer was lost is answered again, for a day', async () => {
  const { partner, ofPartner } = await invite(world);
  const headers = { 'idempotency-key': 'decline' };
  expect((await partner.admin.post(`${ofPartner}/decline`, undefined, headers)).status).toBe(204);
  const again = await partner.admin.post(`${ofPartner}/decline`, undefined, headers);
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([204, 'true']);
  expect(await partner.admin.post(`${ofPartner}/decline`)).toMatchObject(refused(404, 'notFound'));
});

// Guarantee: what was in reach yesterday is not told again today because it was told once.
test('R10 R33 a stored answer is not given when what it is about is out of reach now', async () => {
  const relation = await relate(world);
  const { customer, withPartner, atCustomer } = relation;
  const [kept, taken] = [await room(customer), await room(customer)];
  const helper = await roleHolder(world, ofRelation(relation), ['rooms.view', 'rooms.modify']);
  const enroll = ({ id }: { id: string }) =>
    helper.post(`${atCustomer}/rooms/${id}/enroll`, undefined, { 'idempotency-key': id });
  for (const one of [kept, taken]) expect((await enroll(one)).status).toBe(200);
  const { etag = '' } = await customer.admin.get(`${withPartner}/scope`);
  const scope = { kind: 'selected', roomIds: [kept.id], roomGroupIds: [] };
  await customer.admin.put(`${withPartner}/scope`, scope, { 'if-match': etag });
  expect((await enroll(kept)).headers.get('idempotency-replayed')).toBe('true');
  expect(await enroll(taken)).toMatchObject(refused(404, 'notFound'));
});

test('R34 answers of an ended relationship are not given in the one that began anew', async () => {
  const relation = await relate(world);
  const { customer, partner, primaryAdmin, atCustomer } = relation;
  const second = await world.person(partner.tenantId);
  const headers = { 'idempotency-key': 'again' };
  const add = () => primaryAdmin.post(`${atCustomer}/primaryAdmins`, second.member, headers);
  expect((await add()).status).toBe(201);
  await end(relation);
  await relate(world, { customer, partner, primaryAdmin });
  expect(await add()).toMatchObject(refused(422, 'idempotencyKeyReused'));
});

// Guarantee: what is out of a partner's reach is not told by what a change of it would do.
test('R10 R33 a dry run tells a partner that a scope changes, and no room of it', async () => {
  const relation = await relate(world);
  const { customer, primaryAdmin, atCustomer, withPartner } = relation;
  const [kept, hidden] = [await room(customer), await room(customer)];
  const scope = { kind: 'selected', roomIds: [kept.id, hidden.id], roomGroupIds: [] };
  const helper = await roleHolder(world, ofRelation(relation), ['rooms.view'], { scope });
  const [role] = await primaryAdmin
    .all(`${atCustomer}/roles?orderBy=-name`)
    .then((roles) => roles.filter(({ kind }) => String(kind) === 'custom'));
  const [assignment] = await primaryAdmin.all(`${atCustomer}/roles/${String(role?.['id'])}/assignments`);
  const { etag = '' } = await customer.admin.get(`${withPartner}/scope`);
  const narrow = { kind: 'selected', roomIds: [kept.id], roomGroupIds: [] };
  await customer.admin.put(`${withPartner}/scope`, narrow, { 'if-match': etag });
  const address = `${atCustomer}/roles/${String(role?.['id'])}/assignments/${String(assignment?.['id'])}?dryRun=true`;
  const dry = await primaryAdmin.patch(address, { scope: { kind: 'allRooms' } });
  expect(dry.status).toBe(200);
  expect(dry.text).toContain('/scope');
  expect(dry.text).not.toContain(hidden.id);
  expect((await helper.all(`${atCustomer}/rooms`)).map(({ id }) => id)).toEqual([kept.id]);
});
