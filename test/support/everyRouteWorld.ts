import { openApiDocument } from '../../functions/http/openApi/openApiDocument.ts';
import type { Route } from '../../functions/http/route.ts';
import { routes } from '../../functions/routes/routes.ts';
import { Permission } from '../../shared/domain/permissions.ts';
import { primaryAdminRole } from '../../shared/domain/roles.ts';
import type { ApiAnswer, Caller } from './caller.ts';
import { invite, relate, type Relation } from './relationship.ts';
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
  /** A body that is right by itself; undefined where the route takes none. */
  readonly bodyOf: (route: Route) => Readonly<Record<string, unknown>> | undefined;
  /** Calls with method, address and body of a route. */
  readonly call: (caller: Caller, route: Route, change?: Change) => Promise<ApiAnswer>;
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
export async function startEveryRouteWorld(): Promise<EveryRouteWorld> {
  const world = await startWorld();
  const relation = await relate(world);
  const { customer, partner, primaryAdmin, atCustomer, accepted } = relation;
  const [offered, invited, tenantManager] = await Promise.all([
    invite(world, { partner }),
    invite(world, { customer, partner: await world.tenant('Woodgrove', { partner: true }) }),
    world.person(partner.tenantId),
  ]);
  const roomId = await made(customer.admin, '/customer/rooms', { name: 'Room', accountUpn: 'room@contoso.example' });
  const groupId = await made(customer.admin, '/customer/roomGroups', { name: 'Group' });
  await customer.admin.put(`/customer/roomGroups/${groupId}/rooms/${roomId}`);
  await made(partner.admin, '/partner/tenantManagers', tenantManager.member);
  const ticket = { title: 'It hums', description: 'Since noon.', roomIds: [roomId], highImpact: false };
  const ticketId = await made(customer.admin, '/customer/tickets', ticket);

  const [ring] = await listed(customer.admin, 'customer/updateRings');
  const things = {
    ...(ring ? { ringId: String(ring['id']) } : {}),
    roomId,
    groupId,
    ticketId,
    operationId: String(accepted.body['id']),
  };
  const atHome = await roleAndAssignment(customer.admin, '/customer', await world.person(customer.tenantId));
  const ofPartner = await roleAndAssignment(primaryAdmin, atCustomer, primaryAdmin);
  const idsOf = (route: Route): Ids => {
    switch (route.audience) {
      case 'anonymous':
      case 'everyone':
        return things;
      case 'operator':
      case 'monitor':
        return { tenantId: customer.tenantId };
      case 'customer': {
        const roles = route.path.startsWith('customer/partners/') ? ofPartner : atHome;
        return { ...things, ...roles, partnerId: partner.tenantId, invitationId: invited.invitationId };
      }
      case 'partner':
      case 'invited':
        return { ...things, invitationId: offered.invitationId, principalId: tenantManager.objectId };
      case 'customerOfPartner':
        return { ...things, ...ofPartner, customerId: customer.tenantId, principalId: primaryAdmin.objectId };
    }
  };
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
  const pathOf = (route: Route, ids: Ids = {}) => {
    const all = { ...idsOf(route), ...ids };
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const id = all[name];
      if (id === undefined) throw new Error(`${route.name}: this world has nothing for {${name}} yet; make it here.`);
      return id;
    });
    return `/${path}?${requiredQuery(route, partner.domain)}`;
  };
  const call: EveryRouteWorld['call'] = (caller, route, { ids, query = '', body = bodyOf(route), headers } = {}) =>
    caller.call(route.method, `${pathOf(route, ids)}&${query}`, body, headers);
  return { world, relation, tokenOf, callerOf, pathOf, bodyOf, call };
}

const document = openApiDocument(routes);

/** The example of the reference. */
function bodyOf({ path, method }: Route) {
  const { requestBody } = document.paths[`/${path}`]?.[method.toLowerCase()] as { requestBody?: object };
  if (!requestBody) return undefined;
  const [, name = ''] = /#\/components\/examples\/(\w+)/.exec(JSON.stringify(requestBody)) ?? [];
  const { examples } = document.components as unknown as {
    examples: Record<string, { value: Record<string, unknown> }>;
  };
  return examples[name]?.value;
}

/** The rows of a list; none where the product has no such list yet. */
const listed = (caller: Caller, path: string) =>
  routes.some((route) => route.path === path) ? caller.all(`/${path}`) : Promise.resolve([]);

/** Query parameters that a route can not be asked without; all are domains so far. */
function requiredQuery({ query }: Route, value: string): string {
  const required = Object.entries(query?.shape ?? {}).filter(([, schema]) => !isOptional(schema));
  return new URLSearchParams(Object.fromEntries(required.map(([name]) => [name, value]))).toString();
}

const isOptional = (schema: unknown) =>
  (schema as { safeParse: (value: unknown) => { success: boolean } }).safeParse(undefined).success;

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
