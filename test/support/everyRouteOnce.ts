import { randomUUID } from 'node:crypto';
import type { Route } from '../../functions/http/route.ts';
import { routes } from '../../functions/routes/routes.ts';
import { isOpen } from './everyRouteWorld.ts';
import type { ApiAnswer, Body, Caller } from './caller.ts';
import { sendSignals } from './monitor.ts';
import { invitationTo } from './relationship.ts';
import type { World, WorldTenant } from './world.ts';

/** Does what it is given, which asks a route once, and answers what was answered. */
type Visit = (route: Route, ask: () => Promise<ApiAnswer>) => Promise<ApiAnswer>;

interface Asked {
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  /** What must not have changed since. */
  readonly ifMatch?: ApiAnswer;
  /** Asks, where it takes more than a request of the caller. */
  readonly ask?: () => Promise<ApiAnswer>;
}

const room = (at: number) => ({ name: `Room ${at}`, accountUpn: `room${at}@rooms.example` });
/** What a partner may do without asking: everything. */
const byThemselves = {
  'rooms.modify': 'auto',
  'updateRings.modify': 'auto',
  'tickets.update': 'auto',
  'roles.modify': 'auto',
};
const idOf = ({ body }: { body: Body }) => String(body['id']);

/**
 * The story of a customer and its partner in which every route is asked once, in an order in which each succeeds; the
 * tenants must be new. Each time it goes the same way, ids of its things and times apart. What no role of a partner can give is refused.
 *
 * @throws Error when a route is not answered so, or is not in the story
 */
export async function everyRouteOnce(
  world: World,
  visit: Visit,
  tenantIds: Record<'partner' | 'customer' | 'other', string> = {
    partner: randomUUID(),
    customer: randomUUID(),
    other: randomUUID(),
  },
): Promise<void> {
  const visited = new Set<string>();
  async function go(
    name: string,
    caller: Caller,
    { ids = {}, query = '', body, ifMatch, ask }: Asked = {},
  ): Promise<ApiAnswer> {
    const route = routes.find((one) => one.name === name);
    if (!route) throw new Error(`There is no route ${name}.`);
    visited.add(name);
    const path = `/${route.path.replaceAll(/\{(\w+)\}/g, (_, id: string) => ids[id] ?? `{${id}}`)}${query}`;
    const headers = ifMatch?.etag === undefined ? {} : { 'if-match': ifMatch.etag };
    const answer = await visit(route, ask ?? (() => caller.call(route.method, path, body, headers)));
    const isRight = isOpen(route) ? answer.status < 300 : answer.status === 403;
    if (!isRight) throw new Error(`${name} was not answered as it should be: ${answer.status} ${answer.text}`);
    return answer;
  }

  const partner = await world.tenant('Tailspin', { partner: true, tenantId: tenantIds.partner });
  const customer = await world.tenant('Contoso', { tenantId: tenantIds.customer });
  const { admin } = customer;
  const somebody = async ({ tenantId }: WorldTenant) => (await world.person(tenantId)).member;
  // What is read once per process, and not per request.
  await admin.get('/customer/rooms');

  await aboutEverybody();
  const rooms = await aboutRooms();
  await aboutRoles('', admin, {}, customer);
  await aboutInvitations();
  const primaryAdmin = await relate();
  await aboutTheRelationship();
  await atTheCustomer();
  await overCustomers();
  await aboutEnding();

  const left = routes.filter(({ name }) => !visited.has(name)).map(({ name }) => name);
  if (left.length > 0) throw new Error(`Tell in this story what becomes of ${left.join(', ')}.`);

  async function aboutEverybody() {
    const tenantId = tenantIds.other;
    const domain = `fabrikam-${tenantId.slice(0, 8)}.example`;
    const registration = { displayName: 'Fabrikam', defaultDomain: domain, domains: [domain], partner: false };
    await go('registerTenant', world.operator, { ids: { tenantId }, body: registration });
    await go('getTenant', world.operator, { ids: { tenantId } });
    await go('listTenants', world.operator);
    await go('getHealth', world.nobody);
    await go('getOpenApi', world.nobody);
    await go('getDocs', world.nobody);
    await go('getMe', admin);
    await go('getPermissions', admin);
    const settings = await go('getSettings', admin);
    await go('changeSettings', admin, { body: { timeZone: 'Europe/Berlin' }, ifMatch: settings });
    await go('searchDirectory', admin, { query: '?search=Person' });
    await go('searchPartnerDirectory', partner.admin, { query: '?search=Person' });
    const preferences = await go('getPreferences', partner.admin);
    await go('changePreferences', partner.admin, { body: { allTicketsView: true }, ifMatch: preferences });
    await go('listTenantManagers', partner.admin);
    const manager = await somebody(partner);
    await go('addTenantManager', partner.admin, { body: manager });
    await go('removeTenantManager', partner.admin, { ids: { principalId: manager.id } });
  }

  async function aboutRooms() {
    const roomId = idOf(await go('createRoom', admin, { body: room(1) }));
    const ids = { roomId };
    const before = await go('getRoom', admin, { ids });
    await go('listRooms', admin);
    await go('changeRoom', admin, { ids, body: { site: 'Berlin' }, ifMatch: before });
    await go('enrollRoom', admin, { ids });
    await go('unenrollRoom', admin, { ids });
    await go('getEnrollmentKey', admin);
    const { body } = await go('resetEnrollmentKey', admin);
    const enrollment = { tenantId: customer.tenantId, enrollmentKey: body['key'], accountUpn: room(1).accountUpn };
    await admin.patch(`/customer/rooms/${roomId}`, { name: 'Again' });
    const other = await admin.post('/customer/rooms', room(2));
    await go('enrollDevice', world.nobody, { body: { ...enrollment, accountUpn: room(2).accountUpn } });

    const groupId = idOf(await go('createRoomGroup', admin, { body: { name: 'Floor' } }));
    const inGroup = { ...ids, groupId };
    await go('addRoomToGroup', admin, { ids: inGroup });
    const group = await go('getRoomGroup', admin, { ids: inGroup });
    await go('listRoomGroups', admin);
    await go('listRoomGroupRooms', admin, { ids: inGroup });
    await go('changeRoomGroup', admin, { ids: inGroup, body: { name: 'Ground floor' }, ifMatch: group });
    await go('removeRoomFromGroup', admin, { ids: inGroup });
    await go('deleteRoomGroup', admin, { ids: inGroup });

    const rings = await go('listUpdateRings', admin);
    const inRing = { ...ids, ringId: String(rings.body.value.at(-1)?.['id']) };
    const ring = await go('getUpdateRing', admin, { ids: inRing });
    await go('changeUpdateRing', admin, { ids: inRing, body: { deferralDays: 3 }, ifMatch: ring });
    await go('moveRoomToRing', admin, { ids: inRing });
    await aboutTickets('', admin, { roomId: idOf(other) });
    const signal = { roomId: idOf(other), signalId: 'signal', at: world.now().toISOString() };
    await go('recordSignals', world.nobody, { ask: () => sendSignals(world, customer.tenantId, [signal]) });
    await go('getRoomHealthReport', admin, { query: reportQuery() });
    return { roomId, firstRingId: String(rings.body.value[0]?.['id']) };
  }

  function reportQuery() {
    const to = world.now();
    const from = new Date(to.getTime() - 24 * 60 * 60 * 1000);
    return `?${new URLSearchParams({ from: from.toISOString(), to: to.toISOString() }).toString()}`;
  }

  /** @param at `Customer` for the routes of a partner at its customer */
  async function aboutTickets(at: '' | 'Customer', caller: Caller, ids: { roomId: string; customerId?: string }) {
    const issue = { title: 'It hums', description: 'Since noon.', roomIds: [ids.roomId], highImpact: false };
    const ofTicket = { ...ids, ticketId: idOf(await go(`create${at}Ticket`, caller, { ids, body: issue })) };
    await go(`get${at}Ticket`, caller, { ids: ofTicket });
    await go(`list${at}Tickets`, caller, { ids });
    await go(`change${at}Ticket`, caller, { ids: ofTicket, body: { severity: 'important' } });
    await go(`add${at}TicketMessage`, caller, { ids: ofTicket, body: { text: 'Still.' } });
    await go(`close${at}Ticket`, caller, { ids: ofTicket, body: { reason: 'Fixed.' } });
  }

  async function aboutRoles(at: '' | 'Customer', caller: Caller, ids: object, of: WorldTenant) {
    const role = { name: 'Viewers', permissions: ['rooms.view'] };
    const ofRole = { ...ids, roleId: idOf(await go(`create${at}Role`, caller, { ids: { ...ids }, body: role })) };
    const before = await go(`get${at}Role`, caller, { ids: ofRole });
    await go(`list${at}Roles`, caller, { ids: { ...ids } });
    await go(`change${at}Role`, caller, { ids: ofRole, body: { description: 'They look.' }, ifMatch: before });
    const assignment = { name: 'All of them', members: [await somebody(of)], scope: { kind: 'allRooms' } };
    const made = await go(`create${at}Assignment`, caller, { ids: ofRole, body: assignment });
    const ofAssignment = { ...ofRole, assignmentId: idOf(made) };
    const assigned = await go(`get${at}Assignment`, caller, { ids: ofAssignment });
    await go(`list${at}Assignments`, caller, { ids: ofRole });
    await go(`change${at}Assignment`, caller, { ids: ofAssignment, body: { description: 'All.' }, ifMatch: assigned });
    await go(`delete${at}Assignment`, caller, { ids: ofAssignment });
    await go(`delete${at}Role`, caller, { ids: ofRole });
  }

  async function aboutInvitations() {
    await go('getPartnerByDomain', admin, { query: `?domain=${partner.domain}` });
    const ids = { invitationId: idOf(await go('createInvitation', admin, { body: invitationTo(partner) })) };
    await go('getInvitation', admin, { ids });
    await go('listInvitations', admin);
    await go('resendInvitation', admin, { ids, body: { expiresInDays: 3 } });
    await go('listPartnerInvitations', partner.admin);
    await go('getPartnerInvitation', partner.admin, { ids });
    await go('declinePartnerInvitation', partner.admin, { ids });
    await go('cancelInvitation', admin, { ids: { invitationId: await invite() } });
  }

  async function invite(options: object = {}): Promise<string> {
    return idOf(await admin.post('/customer/invitations', invitationTo(partner, options)));
  }

  async function relate() {
    const pia = await world.person(partner.tenantId, { name: 'Pia' });
    const some = { scope: { kind: 'selected', roomIds: [rooms.roomId] }, changeControl: { 'rooms.modify': 'manual' } };
    const ids = { invitationId: await invite(some) };
    const accepted = await go('acceptPartnerInvitation', partner.admin, {
      ids,
      body: { primaryAdmins: [pia.member] },
    });
    await partner.admin.ended(accepted);
    await go('getOperation', partner.admin, { ids: { operationId: idOf(accepted) } });
    return pia;
  }

  async function aboutTheRelationship() {
    const checks = [{ tenantId: partner.tenantId, principalId: primaryAdmin.objectId, permission: 'rooms.view' }];
    await go('checkAccess', admin, { body: { checks } });
    await go('listAccessHolders', admin, { query: '?permission=rooms.view' });
    const ids = { partnerId: partner.tenantId };
    await go('listPartners', admin);
    await go('getPartner', admin, { ids });
    const scope = await go('getPartnerScope', admin, { ids });
    await go('setPartnerScope', admin, { ids, body: { kind: 'allRooms' }, ifMatch: scope });
    await aboutChangesThatWait();
    const control = await go('getPartnerChangeControl', admin, { ids });
    await go('setPartnerChangeControl', admin, { ids, body: byThemselves, ifMatch: control });
    await go('suspendPartner', admin, { ids });
    await go('resumePartner', admin, { ids });
  }

  async function aboutChangesThatWait() {
    const asked = async (site: string) => {
      const path = `/partner/customers/${customer.tenantId}/rooms/${rooms.roomId}`;
      return { changeRequestId: idOf(await primaryAdmin.patch(path, { site })) };
    };
    const ids = await asked('Bonn');
    await go('listPartnerChangeRequests', primaryAdmin);
    await go('getPartnerChangeRequest', primaryAdmin, { ids });
    await go('listChangeRequests', admin);
    await go('getChangeRequest', admin, { ids });
    await go('approveChangeRequest', admin, { ids });
    await go('rejectChangeRequest', admin, { ids: await asked('Rome') });
    await go('cancelChangeRequest', primaryAdmin, { ids: await asked('Oslo') });
  }

  async function atTheCustomer() {
    const ids = { customerId: customer.tenantId };
    const at = `/partner/customers/${customer.tenantId}`;
    await go('listCustomers', partner.admin);
    await go('getCustomer', primaryAdmin, { ids });
    await go('getCustomerAccess', primaryAdmin, { ids });
    const settings = await go('getCustomerSettings', primaryAdmin, { ids });
    await go('changeCustomerSettings', primaryAdmin, { ids, body: { supportContact: 'Reception' }, ifMatch: settings });
    await go('getCustomerEnrollmentKey', primaryAdmin, { ids });
    await go('resetCustomerEnrollmentKey', primaryAdmin, { ids });
    await go('createCustomerRoom', primaryAdmin, { ids, body: room(3) });
    const ofRoom = { ...ids, roomId: rooms.roomId };
    const before = await go('getCustomerRoom', primaryAdmin, { ids: ofRoom });
    await go('listCustomerRooms', primaryAdmin, { ids });
    await go('changeCustomerRoom', primaryAdmin, { ids: ofRoom, body: { site: 'Bonn' }, ifMatch: before });
    await go('enrollCustomerRoom', primaryAdmin, { ids: ofRoom });
    await go('unenrollCustomerRoom', primaryAdmin, { ids: ofRoom });
    await go('createCustomerRoomGroup', primaryAdmin, { ids, body: { name: 'Tower' } });
    const inGroup = { ...ofRoom, groupId: idOf(await admin.post('/customer/roomGroups', { name: 'Tower' })) };
    await go('addCustomerRoomToGroup', primaryAdmin, { ids: inGroup });
    await go('getCustomerRoomGroup', primaryAdmin, { ids: inGroup });
    await go('listCustomerRoomGroups', primaryAdmin, { ids });
    await go('listCustomerRoomGroupRooms', primaryAdmin, { ids: inGroup });
    await go('changeCustomerRoomGroup', primaryAdmin, { ids: inGroup, body: { name: 'East tower' } });
    await go('removeCustomerRoomFromGroup', primaryAdmin, { ids: inGroup });
    await go('deleteCustomerRoomGroup', primaryAdmin, { ids: inGroup });
    const inRing = { ...ofRoom, ringId: rooms.firstRingId };
    await go('listCustomerUpdateRings', primaryAdmin, { ids });
    await go('getCustomerUpdateRing', primaryAdmin, { ids: inRing });
    await go('changeCustomerUpdateRing', primaryAdmin, { ids: inRing, body: { deferralDays: 4 } });
    await go('moveCustomerRoomToRing', primaryAdmin, { ids: inRing });
    await aboutTickets('Customer', primaryAdmin, ofRoom);
    await go('getCustomerRoomHealthReport', primaryAdmin, { ids, query: reportQuery() });
    await aboutRoles('Customer', primaryAdmin, ids, partner);
    await go('listPrimaryAdmins', primaryAdmin, { ids });
    const admins = await somebody(partner);
    await go('addPrimaryAdmin', primaryAdmin, { ids, body: admins });
    await go('removePrimaryAdmin', primaryAdmin, { ids: { ...ids, principalId: admins.id } });
    await ofThePartner(at);
  }

  /** What the customer sees and takes back of the roles of its partner. */
  async function ofThePartner(at: string) {
    const roleId = idOf(await primaryAdmin.post(`${at}/roles`, { name: 'Desk', permissions: ['rooms.view'] }));
    const assignment = { name: 'One', members: [await somebody(partner)], scope: { kind: 'allRooms' } };
    const assignmentId = idOf(await primaryAdmin.post(`${at}/roles/${roleId}/assignments`, assignment));
    const ids = { partnerId: partner.tenantId, roleId, assignmentId };
    await go('listPartnerRoles', admin, { ids });
    await go('getPartnerRole', admin, { ids });
    await go('listPartnerAssignments', admin, { ids });
    await go('getPartnerAssignment', admin, { ids });
    await go('deletePartnerAssignment', admin, { ids });
    await go('deletePartnerRole', admin, { ids });
  }

  async function overCustomers() {
    await go('listPartnerRooms', primaryAdmin);
    await primaryAdmin.patch('/partner/preferences', { allTicketsView: true });
    await go('listPartnerTickets', primaryAdmin);
    await go('listPartnerOverview', primaryAdmin);
    await go('listAuditEvents', admin);
    await go('exportAuditEvents', admin);
    // What is in the log is sealed by a timer.
    await world.advance({ seconds: 60 });
    await go('verifyAuditEvents', admin);
    const [event] = await admin.all('/customer/auditEvents');
    await go('getAuditEventProof', admin, { ids: { eventId: String(event?.['id']) } });
  }

  async function aboutEnding() {
    const ended = await go('endPartner', admin, { ids: { partnerId: partner.tenantId } });
    await admin.ended(ended);
    await go('getPartnerReceipt', admin, { ids: { partnerId: partner.tenantId } });
    await go('listReceipts', admin);
    const again = { primaryAdmins: [primaryAdmin.member] };
    await partner.admin.ended(await partner.admin.post(`/partner/invitations/${await invite()}/accept`, again));
    await admin.ended(await go('endCustomer', primaryAdmin, { ids: { customerId: customer.tenantId } }));
  }
}
