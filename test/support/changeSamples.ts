import { randomUUID } from 'node:crypto';
import type { Route } from '../../functions/http/route.ts';
import type { Caller } from './caller.ts';
import { isOpen } from './everyRouteWorld.ts';
import { invitationTo, invite, relate, type Offer, type Relation } from './relationship.ts';
import { room } from './room.ts';
import { ticket } from './ticket.ts';
import { waitingChange } from './waitingChange.ts';
import type { World, WorldPerson } from './world.ts';

/** A request of a mutation row that would change something if it were sent now, once. */
export interface ChangeSample {
  readonly caller: Caller;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The tenant in whose partition the change is made. */
  readonly placeId: string;
  readonly at: Pick<Relation, 'customer' | 'partner'>;
}

/** What a maker of samples says; the rest follows from the row. */
interface Made {
  readonly ids?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it happens, if not where all others do: what ends or stops a relationship has one of its own. */
  readonly at?: Offer & Partial<Relation>;
  readonly caller?: Caller;
}

/** Where a maker works, and on which side. */
interface Stage {
  readonly world: World;
  readonly relation: Relation;
  /** Address, and somebody there who may give roles. */
  readonly base: string;
  readonly by: Caller;
  person(): Promise<WorldPerson>;
}

let count = 0;
const unique = (name: string) => `${name} ${++count}`;

const aRoom = async ({ relation }: Stage) => ({ roomId: (await room(relation.customer)).id });
const aGroup = async ({ relation: { customer } }: Stage) => ({
  groupId: await made(customer.admin, '/customer/roomGroups', { name: unique('Group') }),
});
const aRing = async ({ relation: { customer } }: Stage, at: number) => {
  const rings = await customer.admin.all('/customer/updateRings');
  return { ringId: String(rings[at]?.['id']) };
};
const aTicket = async (stage: Stage) => {
  const { roomId } = await aRoom(stage);
  return { ticketId: (await ticket(stage.relation.customer.admin, [roomId])).id };
};
const aRole = async ({ by, base }: Stage) => ({
  roleId: await made(by, `${base}/roles`, { name: unique('Role'), permissions: ['rooms.view'] }),
});
const assignmentIn = async (stage: Stage) => ({
  name: unique('Assignment'),
  members: [(await stage.person()).member],
  scope: { kind: 'allRooms' },
});
const anAssignment = async (stage: Stage) => {
  const { roleId } = await aRole(stage);
  const path = `${stage.base}/roles/${roleId}/assignments`;
  return { roleId, assignmentId: await made(stage.by, path, await assignmentIn(stage)) };
};
/** Roles and assignments of the partner, as the customer's routes name them. */
const ofPartner = ({ world, relation }: Stage): Stage => ({
  world,
  relation,
  base: relation.atCustomer,
  by: relation.primaryAdmin,
  person: () => world.person(relation.partner.tenantId),
});
const ofRelation = ({ customer, partner }: Relation) => ({
  customerId: customer.tenantId,
  partnerId: partner.tenantId,
});
const versionOf = async ({ customer, withPartner }: Relation) => ({
  'if-match': (await customer.admin.get(withPartner)).etag ?? '',
});
const aWaitingChange = async (stage: Stage) => {
  const { id } = await waitingChange(stage.relation, (await aRoom(stage)).roomId);
  return { ids: { changeRequestId: id } };
};
const anInvitation = async ({ world }: Stage) => {
  const at = await invite(world);
  return { at, ids: { invitationId: at.invitationId } };
};

type Maker = (stage: Stage) => Promise<Made>;

/** By the name of the row; one for both sides where the operation is the same. */
const makers: Readonly<Record<string, Maker>> = {
  registerTenant: () => {
    const tenantId = randomUUID();
    const domain = `${tenantId}.example`;
    const body = { displayName: 'Fabrikam', defaultDomain: domain, domains: [domain], partner: true };
    return Promise.resolve({ ids: { tenantId }, body });
  },
  recordSignals: async ({ world, relation: { customer } }) => {
    const { id: roomId } = await room(customer);
    await customer.admin.post(`/customer/rooms/${roomId}/enroll`);
    const signal = { signalId: randomUUID(), roomId, type: 'display', severity: 'important', status: 'raised' };
    const body = { signals: [{ ...signal, at: world.now().toISOString() }] };
    return { ids: { tenantId: customer.tenantId }, body };
  },
  enrollDevice: async ({ relation: { customer } }) => {
    const { accountUpn } = await room(customer);
    const { body } = await customer.admin.get('/customer/enrollmentKey');
    return { body: { tenantId: customer.tenantId, enrollmentKey: String(body['key']), accountUpn } };
  },

  createInvitation: async ({ world }) => ({ body: invitationTo(await world.tenant('Litware', { partner: true })) }),
  cancelInvitation: anInvitation,
  resendInvitation: async (stage) => ({ ...(await anInvitation(stage)), body: { expiresInDays: 8 + (++count % 20) } }),
  acceptPartnerInvitation: async (stage) => {
    const offered = await anInvitation(stage);
    const { member } = await stage.world.person(offered.at.partner.tenantId);
    return { ...offered, body: { primaryAdmins: [member] } };
  },
  declinePartnerInvitation: anInvitation,

  endPartner: async ({ world }) => ({ at: await relate(world) }),
  endCustomer: async ({ world }) => ({ at: await relate(world) }),
  setPartnerScope: async ({ world }) => {
    const at = await relate(world);
    const { id } = await room(at.customer);
    const body = { kind: 'selected', roomIds: [id], roomGroupIds: [] };
    return { at, body, headers: await versionOf(at) };
  },
  setPartnerChangeControl: async ({ world }) => {
    const at = await relate(world);
    return { at, body: { 'rooms.modify': 'manual' }, headers: await versionOf(at) };
  },
  suspendPartner: async ({ world }) => ({ at: await relate(world) }),
  resumePartner: async ({ world }) => {
    const at = await relate(world);
    await at.customer.admin.post(`${at.withPartner}/suspend`);
    return { at };
  },
  deletePartnerRole: async (stage) => ({ ids: await anAssignment(ofPartner(stage)) }),
  deletePartnerAssignment: async (stage) => ({ ids: await anAssignment(ofPartner(stage)) }),

  approveChangeRequest: aWaitingChange,
  rejectChangeRequest: aWaitingChange,
  cancelChangeRequest: aWaitingChange,

  createRoom: () => Promise.resolve({ body: { name: 'Room', accountUpn: `${randomUUID()}@contoso.example` } }),
  changeRoom: async (stage) => ({ ids: await aRoom(stage), body: { name: unique('Room'), site: 'Hamburg' } }),
  enrollRoom: async (stage) => ({ ids: await aRoom(stage) }),
  unenrollRoom: async (stage) => {
    const ids = await aRoom(stage);
    await stage.relation.customer.admin.post(`/customer/rooms/${ids.roomId}/enroll`);
    return { ids };
  },
  createRoomGroup: () => Promise.resolve({ body: { name: unique('Group') } }),
  changeRoomGroup: async (stage) => ({ ids: await aGroup(stage), body: { name: unique('Group') } }),
  deleteRoomGroup: async (stage) => ({ ids: await aGroup(stage) }),
  addRoomToGroup: async (stage) => ({ ids: { ...(await aRoom(stage)), ...(await aGroup(stage)) } }),
  removeRoomFromGroup: async (stage) => {
    const ids = { ...(await aRoom(stage)), ...(await aGroup(stage)) };
    await stage.relation.customer.admin.put(`/customer/roomGroups/${ids.groupId}/rooms/${ids.roomId}`);
    return { ids };
  },
  changeUpdateRing: async (stage) => ({ ids: await aRing(stage, 0), body: { name: unique('Ring') } }),
  moveRoomToRing: async (stage) => ({ ids: { ...(await aRing(stage, 2)), ...(await aRoom(stage)) } }),
  createTicket: async (stage) => {
    const { roomId } = await aRoom(stage);
    return { body: { title: 'It hums', description: 'Since noon.', roomIds: [roomId], highImpact: true } };
  },
  changeTicket: async (stage) => ({ ids: await aTicket(stage), body: { severity: 'important' } }),
  addTicketMessage: async (stage) => ({ ids: await aTicket(stage), body: { text: unique('It still hums') } }),
  closeTicket: async (stage) => ({ ids: await aTicket(stage), body: { reason: unique('It is quiet now') } }),

  changeSettings: () => Promise.resolve({ body: { supportContact: unique('Desk') } }),
  resetEnrollmentKey: () => Promise.resolve({}),
  changePreferences: async ({ world, relation: { partner } }) => ({
    caller: await world.person(partner.tenantId),
    body: { allTicketsView: true },
  }),

  createRole: () => Promise.resolve({ body: { name: unique('Role'), permissions: ['rooms.view'] } }),
  changeRole: async (stage) => ({ ids: await aRole(stage), body: { permissions: ['rooms.view', 'rooms.modify'] } }),
  deleteRole: async (stage) => ({ ids: await anAssignment(stage) }),
  createAssignment: async (stage) => ({ ids: await aRole(stage), body: await assignmentIn(stage) }),
  changeAssignment: async (stage) => ({
    ids: await anAssignment(stage),
    body: { members: [(await stage.person()).member], emailNotifications: true },
  }),
  deleteAssignment: async (stage) => ({ ids: await anAssignment(stage) }),

  addTenantManager: async ({ world, relation }) => ({
    body: { ...(await world.person(relation.partner.tenantId)).member },
  }),
  removeTenantManager: async ({ world, relation: { partner } }) => {
    const { member } = await world.person(partner.tenantId);
    await made(partner.admin, '/partner/tenantManagers', member);
    return { ids: { principalId: member.id } };
  },
  addPrimaryAdmin: async (stage) => ({ body: { ...(await stage.person()).member } }),
  removePrimaryAdmin: async (stage) => {
    const { member } = await stage.person();
    await made(stage.by, `${stage.base}/primaryAdmins`, member);
    return { ids: { principalId: member.id } };
  },
};

/** `changeCustomerRoom` is what a partner does by the operation of `changeRoom`. */
const makerNameOf = ({ name }: Route) => (name in makers ? name : name.replace(/^([a-z]+)Customer(?=[A-Z])/, '$1'));

/** The mutation rows that somebody can succeed with: what no role of a partner can give is refused to all of them. */
export const openMutations = (routes: readonly Route[]) =>
  routes.filter((route) => route.kind === 'mutation' && isOpen(route));

/** Makers that no row has a use for: a row that has gone leaves none behind. */
export function unusedMakers(routes: readonly Route[]): string[] {
  const used = new Set(openMutations(routes).map(makerNameOf));
  return Object.keys(makers).filter((name) => !used.has(name));
}

/** Makes samples in a world, most of them at one customer and its partner. */
export async function openChangeSamples(world: World): Promise<(route: Route) => Promise<ChangeSample>> {
  const shared = await relate(world);
  const monitorToken = await world.product.identity.issueToken({ userPrincipalName: 'monitor@platform.example' });
  const monitor = world.bearer(String(monitorToken));

  return async (route) => {
    const make = makers[makerNameOf(route)];
    if (!make)
      throw new Error(`${route.name}: nobody knows how to make a request that changes something; say it here.`);
    const { audience } = route;
    const stage: Stage =
      audience === 'customerOfPartner'
        ? ofPartner({ world, relation: shared } as Stage)
        : {
            world,
            relation: shared,
            base: '/customer',
            by: shared.customer.admin,
            person: () => world.person(shared.customer.tenantId),
          };
    const { at = shared, ids = {}, body, headers = {}, caller } = await make(stage);
    const all: Readonly<Record<string, string>> = { ...ofRelation({ ...shared, ...at }), ...ids };
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const id = all[name];
      if (id === undefined) throw new Error(`${route.name}: the sample has no ${name}.`);
      return id;
    });
    const { customer, partner } = at;
    const ofTenant = audience === 'partner' ? partner : customer;
    const callers: Record<Exclude<typeof audience, 'everyone'>, Caller> = {
      anonymous: world.nobody,
      operator: world.operator,
      monitor,
      customer: customer.admin,
      partner: partner.admin,
      invited: partner.admin,
      customerOfPartner: at.primaryAdmin ?? shared.primaryAdmin,
    };
    if (audience === 'everyone') throw new Error('Nothing is changed by everyone.');
    return {
      caller: caller ?? callers[audience],
      path: `/${path}`,
      body,
      headers,
      at,
      placeId: audience === 'operator' ? (all['tenantId'] ?? '') : ofTenant.tenantId,
    };
  };
}

async function made(caller: Caller, path: string, body: object): Promise<string> {
  const answer = await caller.post(path, body);
  if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
  return String(answer.body['id']);
}
