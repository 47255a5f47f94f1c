import { z } from 'zod';
import type { Identity } from '../identity/openIdentity.ts';
import { StandInRefusal } from '../control/standInRoute.ts';
import type { StandInAnswer, StandInRequest, StandInRoute } from '../control/standInRoute.ts';
import { propertiesOf, typeOf } from './directoryObject.ts';
import type { DirectoryObject } from './directoryObject.ts';
import { listAnswer, selectOf, selected } from './graphQuery.ts';
import type { Directory } from './openDirectory.ts';

const root = '/graph/v1.0';
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const Ids = (most: number) => z.array(z.string().regex(guid, 'is no GUID')).max(most);
const CheckInput = z.strictObject({ groupIds: Ids(20).min(1) });
const ByIdsInput = z.strictObject({
  ids: Ids(1000).min(1),
  types: z.array(z.enum(['user', 'group', 'servicePrincipal'])).optional(),
});

/** A request of somebody whose token is good for the directory of `tenantId`. */
interface GraphRequest extends StandInRequest {
  readonly tenantId: string;
}

/** The part of Microsoft Graph v1.0 that a directory adapter needs; everything else is refused by name. */
export function graphRoutes(directory: Directory, identity: Identity): StandInRoute[] {
  const user = ({ tenantId, params }: GraphRequest) => {
    const found = directory.user(tenantId, idOf(params));
    if (found?.kind !== 'user') throw unknown(idOf(params));
    return found;
  };
  const group = ({ tenantId, params }: GraphRequest) => {
    const found = directory.group(tenantId, idOf(params));
    if (!found) throw unknown(idOf(params));
    return found;
  };
  const users = (tenantId: string) => directory.users(tenantId).filter((who) => who.kind === 'user');

  const routes: { method: string; path: string; run: (request: GraphRequest) => StandInAnswer }[] = [
    { method: 'GET', path: '/users', run: (request) => listAnswer(request, 'users', users(request.tenantId)) },
    {
      method: 'GET',
      path: '/groups',
      run: (request) => listAnswer(request, 'groups', directory.groups(request.tenantId)),
    },
    { method: 'GET', path: '/users/{id}', run: (request) => single(request, 'users', user(request)) },
    { method: 'GET', path: '/groups/{id}', run: (request) => single(request, 'groups', group(request)) },
    {
      method: 'GET',
      path: '/groups/{id}/transitiveMembers',
      run: (request) => {
        const { groupId } = group(request);
        const everybody = [...directory.users(request.tenantId), ...directory.groups(request.tenantId)];
        const isIn = (one: DirectoryObject) => directory.groupsOf(one).some((outer) => outer.groupId === groupId);
        return listAnswer(request, 'directoryObjects', everybody.filter(isIn));
      },
    },
    {
      method: 'POST',
      path: '/users/{id}/checkMemberGroups',
      run: (request) => {
        selectOf(request.url, []);
        const { groupIds } = parse(CheckInput, request.json());
        const isIn = new Set(directory.groupsOf(user(request)).map((one) => one.groupId));
        const value = [...new Set(groupIds.map((id) => id.toLowerCase()))].filter((id) => isIn.has(id));
        return { status: 200, body: { '@odata.context': context(request, 'Collection(Edm.String)'), value } };
      },
    },
    {
      method: 'POST',
      path: '/directoryObjects/getByIds',
      run: (request) => {
        const select = selectOf(request.url, ['$select']);
        const { ids, types } = parse(ByIdsInput, request.json());
        const value = [...new Set(ids.map((id) => id.toLowerCase()))]
          .map((id) => directory.user(request.tenantId, id) ?? directory.group(request.tenantId, id))
          .filter((one) => one !== undefined)
          .filter((one) => types?.includes(typeOf(one)) ?? true)
          .map((one) => ({ '@odata.type': `#microsoft.graph.${typeOf(one)}`, ...selected(propertiesOf(one), select) }));
        return { status: 200, body: { '@odata.context': context(request, 'directoryObjects'), value } };
      },
    },
  ];
  const notHere = ({ url }: StandInRequest, method: string): never => {
    const path = url.pathname.slice(root.length);
    throw new StandInRefusal(400, 'BadRequest', `The stand-in for Microsoft Graph does not have ${method} ${path}.`);
  };
  return [
    ...routes.map(({ method, path, run }) => ({
      method,
      path: root + path,
      run: async (request: StandInRequest) => run({ ...request, tenantId: await authenticate(request, identity) }),
    })),
    ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
      method,
      path: `${root}/{*rest}`,
      run: async (request: StandInRequest) => {
        await authenticate(request, identity);
        return notHere(request, method);
      },
    })),
  ];
}

async function authenticate(request: StandInRequest, identity: Identity): Promise<string> {
  const [, token] = /^Bearer (\S+)$/i.exec(request.header('authorization') ?? '') ?? [];
  const tenantId = token === undefined ? undefined : await identity.graphTenant(token);
  if (tenantId !== undefined) return tenantId;
  const message = token === undefined ? 'Access token is empty.' : 'Access token validation failure.';
  throw new StandInRefusal(401, 'InvalidAuthenticationToken', message, { 'www-authenticate': 'Bearer' });
}

function single(request: GraphRequest, set: string, found: DirectoryObject): StandInAnswer {
  const select = selectOf(request.url, ['$select']);
  const body = { '@odata.context': context(request, `${set}/$entity`), ...selected(propertiesOf(found), select) };
  return { status: 200, body };
}

/** Ids are compared ignoring case, as GUIDs are. */
function idOf(params: Readonly<Record<string, string>>): string {
  const id = params['id'] ?? '';
  if (!guid.test(id)) throw new StandInRefusal(400, 'Request_BadRequest', `Invalid object identifier '${id}'.`);
  return id.toLowerCase();
}

function unknown(id: string) {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return new StandInRefusal(404, 'Request_ResourceNotFound', message);
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new StandInRefusal(400, 'Request_BadRequest', z.prettifyError(parsed.error));
}

function context(request: StandInRequest, what: string) {
  return `${request.origin}${root}/$metadata#${what}`;
}
