import { randomUUID } from 'node:crypto';
import type { ApiAnswer, Body, Caller } from '../../support/caller.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import type { World, WorldPerson, WorldTenant } from '../../support/world.ts';

export const sides = ['customer', 'partner'] as const;

export const allRooms = { kind: 'allRooms' };
export const selected = (roomIds: string[], roomGroupIds: string[] = []) => ({
  kind: 'selected',
  roomIds,
  roomGroupIds,
});

/**
 * One of the two places that have roles of their own: a customer for its own people, and a partner at a customer. Both
 * have the same routes, so most rules are proven at both.
 */
export interface RoleSide {
  readonly relation: Relation;
  /** The customer whose rooms these are. */
  readonly customer: WorldTenant;
  /** The tenant whose people and groups hold the roles. */
  readonly tenantId: string;
  /** Somebody who holds everything that can be held there, over all rooms. */
  readonly admin: Caller;
  /** `/customer` or `/partner/customers/{customerId}`. */
  readonly base: string;
  /** The built-in role that everybody there is made of at the most. */
  readonly builtInRoleId: string;
}

/** A relationship and what is in it: r1 in g1, r2 in none, r3 in g1 and g2, r4 in none; g3 is empty. */
export interface Place extends RoleSide {
  readonly rooms: Readonly<Record<'r1' | 'r2' | 'r3' | 'r4', string>>;
  readonly groups: Readonly<Record<'g1' | 'g2' | 'g3', string>>;
}

export async function openSide(world: World, side: (typeof sides)[number], options: object = {}): Promise<RoleSide> {
  const relation = await relate(world, options);
  const { customer, partner, primaryAdmin, atCustomer } = relation;
  return side === 'customer'
    ? {
        relation,
        customer,
        tenantId: customer.tenantId,
        admin: customer.admin,
        base: '/customer',
        builtInRoleId: 'siteLead',
      }
    : {
        relation,
        customer,
        tenantId: partner.tenantId,
        admin: primaryAdmin,
        base: atCustomer,
        builtInRoleId: 'primaryAdmin',
      };
}

export async function openPlace(world: World, side: (typeof sides)[number], options: object = {}): Promise<Place> {
  const opened = await openSide(world, side, options);
  return { ...opened, ...(await furnish(opened.customer)) };
}

/** Gives a customer rooms and groups: see {@link Place}. */
export async function furnish({ admin }: WorldTenant): Promise<Pick<Place, 'rooms' | 'groups'>> {
  const room = (name: string) => id(admin.post('/customer/rooms', { name, accountUpn: `${randomUUID()}@x.example` }));
  const group = (name: string) => id(admin.post('/customer/roomGroups', { name }));
  const rooms = { r1: await room('r1'), r2: await room('r2'), r3: await room('r3'), r4: await room('r4') };
  const groups = { g1: await group('g1'), g2: await group('g2'), g3: await group('g3') };
  for (const [groupId, roomId] of [
    [groups.g1, rooms.r1],
    [groups.g1, rooms.r3],
    [groups.g2, rooms.r3],
  ]) {
    await admin.put(`/customer/roomGroups/${groupId}/rooms/${roomId}`);
  }
  return { rooms, groups };
}

export async function id(answer: Promise<ApiAnswer>): Promise<string> {
  return String((await made(answer))['id']);
}

/** What was made; anything but 201 is an error of the test. */
export async function made(answer: Promise<ApiAnswer>): Promise<Body> {
  const { status, text, body } = await answer;
  if (status !== 201) throw new Error(`Nothing was made: ${status} ${text}`);
  return body;
}

/** An assignment as it is sent. */
export const assignmentOf = (members: readonly { member: object }[], scope: object = allRooms, more: object = {}) => ({
  name: 'Assignment',
  members: members.map(({ member }) => member),
  scope,
  ...more,
});

/** A custom role of the side, made by whoever holds everything there. */
export const newRole = ({ admin, base }: RoleSide, permissions: readonly string[]) =>
  id(admin.post(`${base}/roles`, { name: `Role ${randomUUID()}`, permissions }));

export const assignmentsOf = ({ base }: RoleSide, roleId: string) => `${base}/roles/${roleId}/assignments`;

/** Gives these permissions over a scope, in a role and an assignment of their own. */
export async function give(
  side: RoleSide,
  member: object,
  permissions: readonly string[],
  scope: object = allRooms,
): Promise<{ roleId: string; assignmentId: string; path: string }> {
  const roleId = await newRole(side, permissions);
  const path = assignmentsOf(side, roleId);
  const assignmentId = await id(side.admin.post(path, assignmentOf([{ member }], scope)));
  return { roleId, assignmentId, path: `${path}/${assignmentId}` };
}

/** Somebody who has nothing but these permissions over this scope. */
export async function holder(
  world: World,
  side: RoleSide,
  permissions: readonly string[],
  scope: object = allRooms,
): Promise<WorldPerson> {
  const person = await world.person(side.tenantId);
  await give(side, person.member, permissions, scope);
  return person;
}
