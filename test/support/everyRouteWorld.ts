import { exampleText } from '../../functions/http/openApi/exampleTexts.ts';
import type { Route } from '../../functions/http/route.ts';
import { routes } from '../../functions/routes/routes.ts';
import { Permission } from '../../shared/domain/permissions.ts';
import { primaryAdminRole } from '../../shared/domain/roles.ts';
import type { ApiAnswer, Caller } from './caller.ts';
import { reference } from './describedAnswer.ts';
import { end, invite, relate, type Relation } from './relationship.ts';
import { waitingChange } from './waitingChange.ts';
import { startWorld, type World, type WorldPerson } from './world.ts';

type Ids = Readonly<Record<string, string>>;

/** A world in which every route has something to act on. */
export interface EveryRouteWorld {
  readonly world: World;
  /** The relationship that routes act in. */
  readonly relation: Relation;
  /** Somebody for whom a route is; what no role of a partner can give is refused even to them. */
  readonly callerOf: (route: Route) => Caller;
  readonly tokenOf: (route: Route) => string;
  /** The address of a route with ids of things that are there, but for those given. */
  readonly pathOf: (route: Route, ids?: Ids) => string;
  /** The body of the reference's example, with ids of things that are there; undefined where the route takes none. */
  readonly bodyOf: (route: Route) => Readonly<Record<string, unknown>> | undefined;
  /** Calls with method, address and body of a route. */
  readonly call: (caller: Caller, route: Route, change?: Change) => Promise<ApiAnswer>;
  /** Sends the example of the reference, all its query parameters included, with the ETag where there is one to read. */
  readonly replay: (route: Route) => Promise<ApiAnswer>;
}

interface Change {
  readonly ids?: Ids;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The routes that need a token. */
export const guarded = routes.filter(({ audience }) => audience !== 'anonymous');

/** How a table of tests names a route. */
export const named = (rows: readonly Route[]) => rows.map((route) => [route.name, route] as const);

export const parametersOf = ({ path }: Route) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** What no role of a partner can give is refused to the best of them, before anything else is looked at. */
export function isOpen({ audience, may }: Route): boolean {
  const permission = Permission.safeParse(may);
  return (
    audience !== 'customerOfPartner' || !permission.success || primaryAdminRole.permissions.includes(permission.data)
  );
}

export const startEveryRouteWorld = async () => setScene(await startWorld());

/** Makes new tenants in which every route has something to act on. */
export async function setScene(world: World): Promise<EveryRouteWorld> {
  // The two have been together before, and have a receipt of it.
  const earlier = await relate(world);
  await end(earlier);
  const relation = await relate(world, { customer: earlier.customer, partner: earlier.partner });
  const { customer, partner, primaryAdmin, atCustomer, accepted } = relation;
  const [offered, invited, tenantManager, free, aCustomers, aPartners] = await Promise.all([
    invite(world, { partner }),
    invite(world, { customer, partner: await world.tenant('Woodgrove', { partner: true }) }),
    world.person(partner.tenantId),
    world.tenant('Litware', { partner: true }),
    world.person(customer.tenantId),
    world.person(partner.tenantId),
  ]);
  const room = { name: 'Room', accountUpn: `lobby@${customer.domain}` };
  const roomId = await made(customer.admin, '/customer/rooms', room);
  const groupId = await made(customer.admin, '/customer/roomGroups', { name: 'Group' });
  await customer.admin.put(`/customer/roomGroups/${groupId}/rooms/${roomId}`);
  await made(partner.admin, '/partner/tenantManagers', tenantManager.member);
  const ticket = { title: 'It hums', description: 'Since noon.', roomIds: [roomId], highImpact: false };
  const ticketId = await made(customer.admin, '/customer/tickets', ticket);
  const { body: enrollment } = await customer.admin.get('/customer/enrollmentKey');

  const [ring] = await customer.admin.all('/customer/updateRings');
  const things = {
    ringId: String(ring?.['id']),
    roomId,
    groupId,
    ticketId,
    operationId: String(accepted.body['id']),
    changeRequestId: (await waitingChange(relation, roomId)).id,
  };
  const atHome = await roleAndAssignment(customer.admin, '/customer', await world.person(customer.tenantId));
  const ofPartner = await roleAndAssignment(primaryAdmin, atCustomer, primaryAdmin);
  // What is in the log is sealed by a timer.
  await world.advance({ seconds: 60 });
  const [event] = await customer.admin.all('/customer/auditEvents');
  const eventId = String(event?.['id']);
  const idsOf = (route: Route): Ids => {
    switch (route.audience) {
      case 'anonymous':
      case 'everyone':
        return things;
      case 'operator':
      case 'monitor':
        return { ...things, tenantId: customer.tenantId };
      case 'customer': {
        const roles = route.path.startsWith('customer/partners/') ? ofPartner : atHome;
        return { ...things, ...roles, eventId, partnerId: partner.tenantId, invitationId: invited.invitationId };
      }
      case 'partner':
      case 'invited':
        return { ...things, invitationId: offered.invitationId, principalId: tenantManager.objectId };
      case 'customerOfPartner':
        return { ...things, ...ofPartner, customerId: customer.tenantId, principalId: primaryAdmin.objectId };
    }
  };
  /** What is there in place of what the examples of the reference name. */
  const staged = (route: Route, example: string) => {
    const ids = idsOf(route);
    const { principalId: _, ...ownIds } = ids;
    const person = route.audience === 'customer' ? aCustomers : aPartners;
    const real = {
      ...ownIds,
      customerId: customer.tenantId,
      partnerId: partner.tenantId,
      userId: person.objectId,
      partnerDomain: free.domain,
      defaultDomain: customer.domain,
      enrollmentKey: String(enrollment['key']),
    };
    return Object.entries(real).reduce((text, [name, id]) => text.replaceAll(exampleText(name), id), example);
  };
  const bodyOf = (route: Route) => {
    const example = exampleBody(route);
    return example && (JSON.parse(staged(route, JSON.stringify(example))) as Record<string, unknown>);
  };
  const queryOf = (route: Route, which: (parameter: QueryParameter) => boolean) =>
    new URLSearchParams(
      queryParameters(route)
        .filter(which)
        .map(({ name, example }): [string, string] => [name, staged(route, String(example))]),
    ).toString();
  const issue = async (who: Parameters<typeof world.product.identity.issueToken>[0]) =>
    String(await world.product.identity.issueToken(who));
  const administrators = [customer, partner].map(({ tenantId }) =>
    world.person(tenantId, { globalAdministrator: true }),
  );
  const [ofCustomer, ofTheirPartner] = (await Promise.all(administrators)) as [WorldPerson, WorldPerson];
  // The aggregated list of tickets is there for those who want it (R72).
  await ofTheirPartner.patch('/partner/preferences', { allTicketsView: true });
  const tokens = {
    operator: await issue({ userPrincipalName: 'operator@platform.example' }),
    monitor: await issue({ userPrincipalName: 'monitor@platform.example' }),
    customer: await issue(ofCustomer),
    partner: await issue(ofTheirPartner),
    customerOfPartner: await issue(primaryAdmin),
  };
  const tokenOf = ({ audience }: Route): string => {
    switch (audience) {
      case 'anonymous':
        throw new Error('An anonymous route takes no token.');
      case 'everyone':
      case 'invited':
        return tokens.partner;
      default:
        return tokens[audience];
    }
  };
  const callerOf = (route: Route) => (route.audience === 'anonymous' ? world.nobody : world.bearer(tokenOf(route)));
  const placeOf = (route: Route, ids: Ids = {}) => {
    const all = { ...idsOf(route), ...ids };
    return route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const id = all[name];
      if (id === undefined) throw new Error(`${route.name}: this world has nothing for {${name}} yet; make it here.`);
      return id;
    });
  };
  const pathOf = (route: Route, ids?: Ids) => `/${placeOf(route, ids)}?${queryOf(route, ({ required }) => required)}`;
  const call: EveryRouteWorld['call'] = (caller, route, { ids, query = '', body = bodyOf(route), headers } = {}) =>
    caller.call(route.method, `${pathOf(route, ids)}&${query}`, body, headers);
  const replay: EveryRouteWorld['replay'] = async (route) => {
    const caller = callerOf(route);
    const address = `/${placeOf(route)}?${queryOf(route, () => true)}`;
    const isRead = routes.some(({ method, path }) => method === 'GET' && path === route.path);
    const etag = route.kind === 'mutation' && isRead ? (await caller.get(`/${placeOf(route)}`)).etag : undefined;
    return caller.call(route.method, address, bodyOf(route), etag === undefined ? {} : { 'if-match': etag });
  };
  return { world, relation, tokenOf, callerOf, pathOf, bodyOf, call, replay };
}

interface QueryParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly example?: unknown;
}

const operationOf = ({ path, method }: Route) =>
  reference.paths[`/${path}`]?.[method.toLowerCase()] as {
    requestBody?: object;
    parameters: readonly ({ $ref: string } | QueryParameter)[];
  };

/** The query parameters that are the route's own. */
const queryParameters = (route: Route) =>
  operationOf(route).parameters.filter((one): one is QueryParameter => 'in' in one && one.in === 'query');

/** The body of the reference's example. */
function exampleBody(route: Route): object | undefined {
  const [, name = ''] =
    /#\/components\/examples\/(\w+)/.exec(JSON.stringify(operationOf(route).requestBody ?? '')) ?? [];
  return (reference.components as unknown as { examples: Record<string, { value: object }> }).examples[name]?.value;
}

async function made(caller: Caller, path: string, body: object): Promise<string> {
  const answer = await caller.post(path, body);
  if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
  return String(answer.body['id']);
}

async function roleAndAssignment(caller: Caller, base: string, { member }: WorldPerson) {
  const roleId = await made(caller, `${base}/roles`, { name: 'Viewers', permissions: ['rooms.view'] });
  const assignment = { name: 'One of them', members: [member], scope: { kind: 'allRooms' } };
  return { roleId, assignmentId: await made(caller, `${base}/roles/${roleId}/assignments`, assignment) };
}
