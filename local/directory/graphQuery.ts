import { StandInRefusal } from '../control/standInRoute.ts';
import type { StandInAnswer, StandInRequest } from '../control/standInRoute.ts';
import { propertiesOf, typeOf } from './directoryObject.ts';
import type { DirectoryObject } from './directoryObject.ts';
import { matchesClause, parseSearch } from './parseSearch.ts';

const searchable = { users: ['displayName', 'userPrincipalName'], groups: ['displayName'], directoryObjects: [] };
const known = ['id', 'displayName', 'userPrincipalName', 'securityEnabled'];

/**
 * A list of Microsoft Graph over these objects: `$search`, `$select`, `$top` (1-999, default 100), `$count`, for groups
 * `$filter=securityEnabled eq true`; further pages by `@odata.nextLink`. Rows come by name, then id.
 */
export function listAnswer(
  request: StandInRequest,
  set: keyof typeof searchable,
  objects: DirectoryObject[],
): StandInAnswer {
  const query = request.url.searchParams;
  const select = selectOf(request.url, ['$select', '$top', '$search', '$count', '$filter', '$skiptoken']);
  const found = objects
    .filter(searchOf(request, searchable[set]))
    .filter(filterOf(query.get('$filter'), set))
    .map((object) => ({ type: typeOf(object), properties: propertiesOf(object) }))
    .map((row) => ({ ...row, key: `${row.properties.displayName.toLowerCase()}\n${row.properties.id}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const after = Buffer.from(query.get('$skiptoken') ?? '', 'base64url').toString();
  const rest = found.filter(({ key }) => key > after);
  const page = rest.slice(0, topOf(query.get('$top')));
  const last = page.at(-1);
  const value = page.map(({ type, properties }) => ({
    ...(set === 'directoryObjects' ? { '@odata.type': `#microsoft.graph.${type}` } : {}),
    ...selected(properties, select),
  }));
  const body = {
    '@odata.context': `${request.origin}/graph/v1.0/$metadata#${set}`,
    ...(query.get('$count') === 'true' ? { '@odata.count': found.length } : {}),
    ...(last && rest.length > page.length ? { '@odata.nextLink': nextLink(request, last.key) } : {}),
    value,
  };
  return { status: 200, body };
}

/**
 * The properties that `$select` asks for; `undefined` without it.
 *
 * @throws StandInRefusal 400 for a property or a query parameter that the stand-in does not have
 */
export function selectOf(url: URL, parameters: string[]): string[] | undefined {
  for (const name of url.searchParams.keys()) {
    if (!parameters.includes(name)) throw bad(`The stand-in does not have the query parameter '${name}' here.`);
    if (url.searchParams.getAll(name).length > 1) throw bad(`Query option '${name}' was specified more than once.`);
  }
  const select = url.searchParams.get('$select')?.split(',');
  for (const name of select ?? []) {
    if (!known.includes(name)) throw bad(`The stand-in does not have the property '${name}'.`);
  }
  return select;
}

export function selected(properties: object, select: string[] | undefined): object {
  if (!select) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([name]) => select.includes(name)));
}

function searchOf(request: StandInRequest, properties: readonly string[]): (object: DirectoryObject) => boolean {
  const search = request.url.searchParams.get('$search');
  if (search === null) return () => true;
  if (request.header('consistencylevel')?.toLowerCase() !== 'eventual') {
    const header = "'ConsistencyLevel: eventual'";
    const message = `Request with $search query parameter only works through MSGraph with a special request header: ${header}`;
    throw new StandInRefusal(400, 'Request_UnsupportedQuery', message);
  }
  const clauses = parseSearch(search, properties);
  return (object) => {
    const values: Record<string, string | boolean> = propertiesOf(object);
    return clauses.some((clause) => matchesClause(clause, String(values[clause.property])));
  };
}

function filterOf(filter: string | null, set: string): (object: DirectoryObject) => boolean {
  if (filter === null) return () => true;
  if (set !== 'groups' || filter !== 'securityEnabled eq true') {
    throw bad(`The stand-in filters groups by 'securityEnabled eq true' only, not ${set} by '${filter}'.`);
  }
  return (object) => 'groupId' in object && object.securityEnabled;
}

function topOf(top: string | null): number {
  if (top === null) return 100;
  const count = Number(top);
  if (!/^\d+$/.test(top) || count < 1 || count > 999)
    throw bad(`Invalid page size specified: '${top}'. Must be 1 to 999.`);
  return count;
}

function nextLink(request: StandInRequest, key: string): string {
  const next = new URL(request.url.pathname + request.url.search, request.origin);
  next.searchParams.set('$skiptoken', Buffer.from(key).toString('base64url'));
  return next.href;
}

function bad(message: string) {
  return new StandInRefusal(400, 'Request_BadRequest', message);
}
