import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Route } from '../../functions/http/route.ts';
import { routes } from '../../functions/routes/routes.ts';
import table from '../../shared/domain/permissions.json' with { type: 'json' };
import { Permission, permissions } from '../../shared/domain/permissions.ts';
import { primaryAdminRole } from '../../shared/domain/roles.ts';
import type { ApiAnswer, Caller } from '../support/caller.ts';
import type { WorldPerson } from '../support/world.ts';
import { startEveryRouteWorld, type EveryRouteWorld } from '../support/everyRouteWorld.ts';
import { figure } from '../support/figure.ts';

type Side = 'customer' | 'customerOfPartner';

/** The rows of a side that a permission opens; the matrix grows with the list of routes. */
const guardedBy = (side: Side) =>
  routes.filter(({ audience, may }) => audience === side && Permission.safeParse(may).success);
const rowsOf = { customer: guardedBy('customer'), customerOfPartner: guardedBy('customerOfPartner') };
const rowsFor = (side: Side, permission: string) => rowsOf[side].filter(({ may }) => may === permission);

const cells = table.roles.flatMap((roleId, column) =>
  table.permissions.map(({ permission, grants }) => {
    const side: Side = roleId === primaryAdminRole.id ? 'customerOfPartner' : 'customer';
    const rows = rowsFor(side, permission);
    return { roleId, permission, allowed: grants[column] === 1, rows };
  }),
);
const proven = cells.filter(({ rows }) => rows.length > 0);

let every: EveryRouteWorld;
let atCustomer: string;
let ofCustomer: { admin: Caller; tenantId: string };
let ofPartner: { admin: Caller; tenantId: string };

/** The routes are asked with the things and bodies of a world in which each has something to act on; nothing changes. */
const ask = (caller: Caller, route: Route): Promise<ApiAnswer> =>
  every.call(caller, route, {
    ...rightFor[route.name],
    ...(route.kind === 'mutation' ? { query: 'dryRun=true' } : {}),
  });

/** What has to be asked of some routes for them to succeed, where the things and bodies of that world do not do. */
let rightFor: Record<string, { ids?: Record<string, string>; body?: unknown }> = {};

beforeAll(async () => {
  every = await startEveryRouteWorld();
  const who = async (name: string) => {
    const route = routes.find((row) => row.name === name);
    if (!route) throw new Error(`There is no ${name}.`);
    const admin = every.callerOf(route);
    const { body } = await admin.get('/me');
    return { admin, tenantId: String(body['tenantId']), path: every.pathOf(route) };
  };
  ofCustomer = await who('createRole');
  const primary = await who('createCustomerRole');
  ofPartner = primary;
  atCustomer = primary.path.replace(/\/roles.*/, '');
  const { admin } = ofCustomer;
  const roomId = await created(admin.post('/customer/rooms', { name: 'Enrolled', accountUpn: 'in@contoso.example' }));
  await admin.post(`/customer/rooms/${roomId}/enroll`);
  const issue = { title: 'No sound', description: 'None at all.', roomIds: [roomId], highImpact: false };
  rightFor = {
    unenrollRoom: { ids: { roomId } },
    createTicket: { body: issue },
    createCustomerTicket: { body: issue },
    // A partner may not change the account.
    changeCustomerRoom: { body: { name: 'Renamed' } },
  };
});
afterAll(() => every.world.stop());

async function created(answer: Promise<ApiAnswer>): Promise<string> {
  const { status, text, body } = await answer;
  if (status !== 201) throw new Error(`${status} ${text}`);
  return String(body['id']);
}

/** Somebody who has nothing but this role, over all rooms. */
async function holderOf(side: Side, roleId: string): Promise<WorldPerson> {
  const { admin, tenantId } = side === 'customer' ? ofCustomer : ofPartner;
  const base = side === 'customer' ? '/customer' : atCustomer;
  const person = await every.world.person(tenantId);
  if (roleId === primaryAdminRole.id) {
    await created(admin.post(`${base}/primaryAdmins`, person.member));
  } else {
    const assignment = { name: 'The only one', members: [person.member], scope: { kind: 'allRooms' } };
    await created(admin.post(`${base}/roles/${roleId}/assignments`, assignment));
  }
  return person;
}

const succeeds = ({ status }: ApiAnswer) => status >= 200 && status < 300;

const outcomeOf = (answer: ApiAnswer) =>
  succeeds(answer) || comesAfter(answer) ? 'opened' : `${answer.status} ${String(answer.body['code'])}`;

/** Refusals that come only after the permission was found to be there (api.md, "Order of refusals"). */
const comesAfter = ({ status, body }: ApiAnswer) =>
  [400, 404, 409, 412, 422, 428].includes(status) ||
  (status === 403 && ['escalation', 'scopeTooNarrow'].includes(String(body['code'])));

describe('C1, R7: what a built-in role opens and what it does not, as the table says', () => {
  const holders = new Map<string, Promise<WorldPerson>>();
  const holder = (roleId: string) => {
    const side: Side = roleId === primaryAdminRole.id ? 'customerOfPartner' : 'customer';
    const known = holders.get(roleId) ?? holderOf(side, roleId);
    holders.set(roleId, known);
    return known;
  };
  const titled = proven.map((cell) => [cell.roleId, cell.allowed ? 'may' : 'may not', cell.permission, cell] as const);

  test.each(titled)('%s %s %s', async (roleId, _may, _permission, { allowed, rows }) => {
    const person = await holder(roleId);
    const answers: ApiAnswer[] = [];
    for (const route of rows) {
      const answer = await ask(person, route);
      answers.push(answer);
      expect([route.name, outcomeOf(answer)]).toEqual([route.name, allowed ? 'opened' : '403 permissionDenied']);
    }
    expect(answers.some(succeeds)).toBe(allowed);
  });

  test(`${proven.length} of ${cells.length} cells are proven`, () => {
    expect(cells).toHaveLength(76);
    expect(proven).toHaveLength(76);
    figure('C1 cells of the permission matrix proven over HTTP', `${proven.length} of ${cells.length}`);
  });
});

describe.each(['customer', 'customerOfPartner'] as const)(
  'R7, R8: a role of one permission opens what needs it and nothing else: %s',
  (side) => {
    const held = side === 'customer' ? permissions : primaryAdminRole.permissions;

    // Guarantee: no route is guarded by another permission than its row says, and none by none.
    test.each(held)('%s', async (permission) => {
      const { admin } = side === 'customer' ? ofCustomer : ofPartner;
      const base = side === 'customer' ? '/customer' : atCustomer;
      const role = { name: `Only ${permission}`, permissions: [permission] };
      const person = await holderOf(side, await created(admin.post(`${base}/roles`, role)));
      const outcomes = await Promise.all(
        rowsOf[side].map(async (route) => [route.name, outcomeOf(await ask(person, route))] as const),
      );
      const expected = rowsOf[side].map(
        ({ name, may }) => [name, may === permission ? 'opened' : '403 permissionDenied'] as const,
      );
      expect(outcomes).toEqual(expected);
    });
  },
);
