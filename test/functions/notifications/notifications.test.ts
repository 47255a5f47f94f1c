import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Member } from '../../../shared/domain/member.ts';
import type { Caller } from '../../support/caller.ts';
import { openDirectoryDoor } from '../../support/directoryDoor.ts';
import { signalResults } from '../../support/monitor.ts';
import { end, invite, relate } from '../../support/relationship.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../../support/world.ts';

/** Refuses mails to addresses that this says. */
let refuses: (to: string) => boolean = () => false;
/** Done while a mail is on its way. */
let sending: (to: string) => Promise<void>;

let world: World;
let directory: Awaited<ReturnType<typeof openDirectoryDoor>>;
beforeAll(async () => {
  directory = await openDirectoryDoor();
  world = await startWorld({
    swap: (parts) => ({
      ...directory.swap(parts),
      mailer: {
        async send(mail) {
          if (refuses(mail.to)) throw new Error('Not now.');
          await sending(mail.to);
          await parts.mailer?.send(mail);
        },
      },
    }),
  });
});
afterAll(async () => {
  await world.stop();
  await directory.close();
});

const desk = 'desk@contoso.example';
let customer: WorldTenant;
let rooms: string[];
beforeEach(async () => {
  refuses = () => false;
  sending = () => Promise.resolve();
  customer = await world.tenant('Contoso');
  rooms = [(await room(customer)).id, (await room(customer)).id];
  await customer.admin.patch('/customer/settings', { notificationAddresses: [desk] });
});

/** Mails about the customer since the last time this was asked. */
let seen = 0;
async function mails(afterSeconds = 60): Promise<[to: string, subject: string][]> {
  await world.advance({ seconds: afterSeconds });
  const all = world.product.outbox.list();
  const fresh = all.slice(seen);
  seen = all.length;
  return fresh
    .filter(({ customerId }) => customerId === customer.tenantId)
    .map(({ to, subject }): [string, string] => [to, subject])
    .sort();
}
const pending = () =>
  world.product.store
    .inspect('tenants', customer.tenantId)
    .filter((document) => (document as { type: string }).type === 'notification') as { state: string }[];
const addressOf = ({ objectId }: WorldPerson) => `${objectId}@people.example`;

interface Given {
  by: Caller;
  base: string;
  members: readonly Member[];
  permissions?: string[];
  scope?: object;
  emailNotifications?: boolean;
  expiresAt?: string;
}
let made = 0;
async function assign({ by, base, members, permissions = ['tickets.view'], ...more }: Given) {
  const role = await by.post(`${base}/roles`, { name: `Role ${++made}`, permissions });
  const { status, text } = await by.post(`${base}/roles/${String(role.body['id'])}/assignments`, {
    name: 'Assignment',
    members,
    scope: { kind: 'allRooms' },
    emailNotifications: true,
    ...more,
  });
  if (status !== 201) throw new Error(text);
}

test('nobody is told before the timer runs, and the outbox says when, whom, about whom and what', async () => {
  await mails();
  await ticket(customer.admin, [rooms[0] ?? ''], { title: 'A secret' });
  expect(pending()).toHaveLength(1);
  expect(await mails()).toEqual([[desk, 'Ticket 1 was opened']]);
  expect(pending()).toEqual([]);
  const outbox = (await (await fetch(`${world.product.standIn}/control/outbox`)).json()) as unknown[];
  expect(outbox.at(-1)).toEqual({
    at: expect.any(String),
    to: desk,
    customerId: customer.tenantId,
    subject: 'Ticket 1 was opened',
  });
  expect(await mails(600)).toEqual([]);
});

test('a ticket that opens and closes, by people and by monitoring; not what happens in between', async () => {
  const [a = ''] = rooms;
  await customer.admin.post(`/customer/rooms/${a}/enroll`);
  await mails();
  const { id } = await ticket(customer.admin, [a]);
  await customer.admin.patch(`/customer/tickets/${id}`, { severity: 'important' });
  await customer.admin.post(`/customer/tickets/${id}/messages`, { text: 'x' });
  await customer.admin.post(`/customer/tickets?dryRun=true`, {
    title: 'T',
    description: '',
    roomIds: [a],
    highImpact: false,
  });
  expect(await mails()).toEqual([[desk, 'Ticket 1 was opened']]);
  await customer.admin.post(`/customer/tickets/${id}/close`, { reason: 'done' });
  const send = (...statuses: string[]) =>
    signalResults(world, customer.tenantId, ...statuses.map((status) => ({ roomId: a, status })));
  await send('raised', 'raised');
  expect((await mails()).map(([, subject]) => subject)).toEqual(['Ticket 1 was closed', 'Ticket 2 was opened']);
  await send('cleared', 'raised');
  expect((await mails()).map(([, subject]) => subject)).toEqual(['Ticket 2 was closed', 'Ticket 3 was opened']);
  await customer.admin.post(`/customer/rooms/${a}/unenroll`);
  expect(await mails()).toEqual([[desk, 'Ticket 3 was closed']]);
});

test('answered invitations and ended relationships are told to the notification addresses', async () => {
  const partner = await world.tenant('Tailspin', { partner: true });
  const offer = await invite(world, { customer, partner });
  await partner.admin.post(`${offer.ofPartner}/decline`);
  expect(await mails()).toEqual([[desk, 'A partner has declined an invitation']]);
  const relation = await relate(world, { customer, partner });
  expect(await mails()).toEqual([[desk, 'A partner has accepted an invitation']]);
  await end(relation);
  expect(await mails()).toEqual([[desk, 'The relationship with a partner has ended']]);
});

describe('of a ticket', () => {
  test('user members of assignments with e-mail that let them see a room of it, and the users of group members', async () => {
    const [a = '', b = ''] = rooms;
    const relation = await relate(world, { customer });
    const ours = { by: customer.admin, base: '/customer' };
    const theirs = { by: relation.primaryAdmin, base: relation.atCustomer };
    const inner = await world.group(customer.tenantId);
    const outer = await world.group(customer.tenantId);
    await world.product.directory.putGroup({
      tenantId: customer.tenantId,
      groupId: inner.id,
      displayName: 'Inner',
      securityEnabled: true,
      memberOf: [outer.id],
    });
    const person = (tenantId: string, memberOf: string[] = []) => world.person(tenantId, { memberOf });
    const direct = await person(customer.tenantId);
    const nested = await person(customer.tenantId, [inner.id]);
    const partners = await person(relation.partner.tenantId);
    await assign({ ...ours, members: [direct.member, outer] });
    // Somebody with two reasons is told once.
    await assign({ ...ours, members: [direct.member], scope: { kind: 'selected', roomIds: [a] } });
    await assign({ ...theirs, members: [partners.member], scope: { kind: 'selected', roomIds: [b, a] } });
    const others = await Promise.all(Array.from({ length: 4 }, () => person(customer.tenantId)));
    const [quiet, elsewhere, blind, late] = others as [WorldPerson, WorldPerson, WorldPerson, WorldPerson];
    await assign({ ...ours, members: [quiet.member], emailNotifications: false });
    await assign({ ...ours, members: [elsewhere.member], scope: { kind: 'selected', roomIds: [b] } });
    await assign({ ...ours, members: [blind.member], permissions: ['tickets.update'] });
    const expiresAt = new Date(world.now().getTime() + 60_000).toISOString();
    await assign({ ...ours, members: [late.member], expiresAt });
    await mails();
    await ticket(customer.admin, [a]);
    const told = [desk, addressOf(direct), addressOf(nested), addressOf(partners)].sort();
    expect(await mails()).toEqual(told.map((to) => [to, 'Ticket 1 was opened']));
  });

  test('R31 R33 a partner only while the relationship is active, and within its scope', async () => {
    const [a = '', b = ''] = rooms;
    const relation = await relate(world, { customer, scope: { kind: 'selected', roomIds: [a] } });
    const person = await world.person(relation.partner.tenantId);
    await assign({ by: relation.primaryAdmin, base: relation.atCustomer, members: [person.member] });
    await mails();
    await ticket(customer.admin, [b]);
    expect(await mails()).toEqual([[desk, 'Ticket 1 was opened']]);
    await ticket(customer.admin, [a, b]);
    expect((await mails()).map(([to]) => to)).toEqual([desk, addressOf(person)].sort());
    // Who it is told is decided when it is delivered.
    await ticket(customer.admin, [a]);
    await customer.admin.post(`${relation.withPartner}/suspend`);
    expect((await mails()).map(([to]) => to)).toEqual([desk]);
  });

  test('R31 after the end nobody of the partner is told, not even of what happened before; the customer still is', async () => {
    const [a = ''] = rooms;
    const relation = await relate(world, { customer });
    const { partner, primaryAdmin } = relation;
    const person = await world.person(partner.tenantId);
    const told = { by: primaryAdmin, base: relation.atCustomer, members: [person.member] };
    await assign(told);
    await mails();
    await ticket(customer.admin, [a]);
    await end(relation);
    // A new relationship is not told of what the earlier one would have been.
    const again = await relate(world, { customer, partner, primaryAdmin });
    await assign(told);
    expect(await mails()).toEqual([
      [desk, 'A partner has accepted an invitation'],
      [desk, 'The relationship with a partner has ended'],
      [desk, 'Ticket 1 was opened'],
    ]);
    await ticket(again.customer.admin, [a]);
    expect((await mails()).map(([to]) => to)).toEqual([desk, addressOf(person)].sort());
  });

  test('R31 an end in the middle of a delivery: who is next is not told any more', async () => {
    const [a = ''] = rooms;
    const relation = await relate(world, { customer });
    const people = await Promise.all([1, 2, 3].map(() => world.person(relation.partner.tenantId)));
    const { primaryAdmin: by, atCustomer: base } = relation;
    await assign({ by, base, members: people.map(({ member }) => member) });
    await mails();
    await ticket(customer.admin, [a]);
    let ending: Promise<unknown> | undefined;
    sending = async (to) => {
      if (to !== desk) await (ending ??= end(relation));
    };
    // The mail that was on its way when it ended, and none after it.
    expect((await mails()).filter(([to]) => to !== desk)).toHaveLength(1);
    expect(await mails()).toEqual([[desk, 'The relationship with a partner has ended']]);
  });

  test('whose group or account is gone, or in no directory, is not told; the others are', async () => {
    const [a = ''] = rooms;
    const [gone, there] = [await world.person(customer.tenantId), await world.person(customer.tenantId)];
    const group = await world.group(customer.tenantId);
    await assign({ by: customer.admin, base: '/customer', members: [gone.member, group, there.member] });
    await world.product.directory.removeUser(customer.tenantId, gone.objectId);
    await world.product.directory.removeGroup(customer.tenantId, group.id);
    await mails();
    await ticket(customer.admin, [a]);
    expect((await mails()).map(([to]) => to)).toEqual([desk, addressOf(there)].sort());
    expect(pending()).toEqual([]);
  });
});

describe('a mail that can not be sent', () => {
  test('is tried again, later and later, and those that were sent are not sent again', async () => {
    const [a = ''] = rooms;
    const other = 'other@contoso.example';
    await customer.admin.patch('/customer/settings', { notificationAddresses: [desk, other] });
    await mails();
    const tries: number[] = [];
    const begun = world.now().getTime();
    refuses = (to) => {
      if (to !== other) return false;
      tries.push(Math.round((world.now().getTime() - begun) / 60_000));
      return true;
    };
    await ticket(customer.admin, [a]);
    expect(await mails()).toEqual([[desk, 'Ticket 1 was opened']]);
    for (let minutes = 0; minutes < 20; minutes++) expect(await mails()).toEqual([]);
    expect(tries.length).toBeGreaterThan(3);
    expect(tries.length).toBeLessThan(7);
    refuses = () => false;
    expect(await mails(60 * 60)).toEqual([[other, 'Ticket 1 was opened']]);
    expect(pending()).toEqual([]);
    expect(world.defects()).toHaveLength(tries.length);
  });

  test('as the directory does not say to whom is tried again; who is known is told meanwhile', async () => {
    const person = await world.person(customer.tenantId);
    await assign({ by: customer.admin, base: '/customer', members: [person.member] });
    await mails();
    await ticket(customer.admin, [rooms[0] ?? '']);
    expect(await directory.whileShut(() => mails())).toEqual([[desk, 'Ticket 1 was opened']]);
    expect(world.defects()).toHaveLength(1);
    expect(await mails(120)).toEqual([[addressOf(person), 'Ticket 1 was opened']]);
    expect(pending()).toEqual([]);
  });

  test('is given up after a day, and that is seen in the log and in the store', async () => {
    refuses = () => true;
    await ticket(customer.admin, [rooms[0] ?? '']);
    for (let hours = 0; hours < 26; hours++) await mails(60 * 60);
    expect(pending()).toMatchObject([{ state: 'givenUp' }]);
    expect(world.defects().map(String).at(-1)).toContain('is given up');
    refuses = () => false;
    expect(await mails(24 * 60 * 60)).toEqual([]);
    await world.advance({ days: 30 });
    expect(pending()).toEqual([]);
  });
});

test('what is said of a customer stays in its partition', async () => {
  const relation = await relate(world, { customer });
  await ticket(relation.primaryAdmin, [rooms[0] ?? ''], { base: relation.atCustomer });
  expect(pending().length).toBeGreaterThan(0);
  const elsewhere = JSON.stringify([
    world.product.store.inspect('tenants', relation.partner.tenantId),
    world.product.store.inspect('partners', relation.partner.tenantId),
  ]);
  expect(elsewhere).not.toContain('"notification"');
  await mails();
});
