import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalStatus, type RefusalCode } from '../../../shared/domain/refusal.ts';
import { relationshipLifecycle } from '../../../shared/domain/relationships/relationshipLifecycle.ts';
import type { ApiAnswer } from '../../support/caller.ts';
import { directStore } from '../../support/directStore.ts';
import { heldWorkflows } from '../../support/heldWorkflows.ts';
import { pendingInvitation } from '../../support/pendingInvitation.ts';
import { refused } from '../../support/refused.ts';
import { end, invitationTo, invite, relate } from '../../support/relationship.ts';
import { storedChange } from '../../support/waitingChange.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../../support/world.ts';

const { states, actions } = relationshipLifecycle;
type State = (typeof states)[number];
type Action = Exclude<keyof typeof actions, 'activate' | 'complete'>;

/** Two tenants whose relationship is in a state. */
interface Pair {
  readonly customer: WorldTenant;
  readonly partner: WorldTenant;
  /** Is Primary admin, or would be. */
  readonly primaryAdmin: WorldPerson;
  readonly atCustomer: string;
  readonly withPartner: string;
}

const workflows = heldWorkflows();
let world: World;
beforeAll(async () => {
  world = await startWorld({ swap: workflows.swap });
});
afterAll(() => world.stop());

/** Brings a relationship into a state, and does something while it is there. */
async function inState<Result>(state: State, act: (pair: Pair) => Promise<Result>): Promise<Result> {
  if (state === 'none' || state === 'activating') {
    const customer = await world.tenant('Contoso');
    const partner = await world.tenant('Tailspin', { partner: true });
    const pair: Pair = {
      customer,
      partner,
      primaryAdmin: await world.person(partner.tenantId),
      atCustomer: `/partner/customers/${customer.tenantId}`,
      withPartner: `/customer/partners/${partner.tenantId}`,
    };
    if (state === 'none') return act(pair);
    const { ofPartner } = await invite(world, { customer, partner });
    return workflows.during(async () => {
      await partner.admin.post(`${ofPartner}/accept`, { primaryAdmins: [pair.primaryAdmin.member] });
      return act(pair);
    });
  }
  const relation = await relate(world);
  const { customer, withPartner } = relation;
  if (state === 'suspended') await customer.admin.post(`${withPartner}/suspend`);
  if (state === 'terminated') await end(relation);
  if (state !== 'terminating') return act(relation);
  return workflows.during(async () => {
    await customer.admin.delete(withPartner);
    return act(relation);
  });
}

const stateOf = async ({ customer, withPartner }: Pair) => {
  const { status, body } = await customer.admin.get(withPartner);
  return status === 404 ? 'none' : String(body['state']);
};
const etagOf = async ({ customer, withPartner }: Pair) => ({
  'if-match': (await customer.admin.get(withPartner)).etag ?? '"none"',
});
const allRooms = { kind: 'allRooms' };

/** Status, code, and the state that a 409 tells. */
const inShort = ({ status, body }: ApiAnswer) =>
  [status, body['code'], status === 409 ? /is \w+\.$/.exec(String(body['detail']))?.[0] : undefined]
    .filter((part) => part !== undefined)
    .join(' ');

type Ask = (pair: Pair, query: string) => Promise<ApiAnswer>;

/** How each action is asked for by whose it is; several ways where there are several. */
const asks: Record<Action, readonly Ask[]> = {
  invite: [
    ({ customer, partner }, query) => customer.admin.post(`/customer/invitations${query}`, invitationTo(partner)),
  ],
  accept: [
    async (pair, query) => {
      const invitationId = await pendingInvitation(directStore(world), pair);
      const body = { primaryAdmins: [pair.primaryAdmin.member] };
      return pair.partner.admin.post(`/partner/invitations/${invitationId}/accept${query}`, body);
    },
  ],
  see: [
    ({ primaryAdmin, atCustomer }) => primaryAdmin.get(atCustomer),
    ({ partner, atCustomer }) => partner.admin.get(atCustomer),
  ],
  use: [
    ({ primaryAdmin, atCustomer }) => primaryAdmin.get(`${atCustomer}/rooms`),
    ({ primaryAdmin, atCustomer }) => primaryAdmin.get(`${atCustomer}/access`),
    ({ primaryAdmin, atCustomer }) =>
      primaryAdmin.post(`${atCustomer}/roles?dryRun=true`, { name: 'Role', permissions: ['rooms.view'] }),
  ],
  adjust: [
    async (pair, query) => pair.customer.admin.put(`${pair.withPartner}/scope${query}`, allRooms, await etagOf(pair)),
    async (pair, query) => pair.customer.admin.put(`${pair.withPartner}/changeControl${query}`, {}, await etagOf(pair)),
  ],
  approve: [
    async (pair, query) => {
      const { customer } = pair;
      const waiting = storedChange({ ...pair, invitationId: 'inv_0' }, world.now());
      await directStore(world)
        .tenant(customer.tenantId)
        .commit([{ create: waiting }]);
      return customer.admin.post(`/customer/changeRequests/${waiting.id}/approve${query}`);
    },
  ],
  suspend: [({ customer, withPartner }, query) => customer.admin.post(`${withPartner}/suspend${query}`)],
  resume: [({ customer, withPartner }, query) => customer.admin.post(`${withPartner}/resume${query}`)],
  end: [({ customer, withPartner }, query) => customer.admin.delete(withPartner + query)],
  leave: [({ primaryAdmin, atCustomer }, query) => primaryAdmin.delete(atCustomer + query)],
};
const names = Object.keys(asks) as Action[];
const every = states.flatMap((state) => names.map((name) => [state, name] as const));

/** What the table says of an action in a state. */
function said(state: State, name: Action): { next?: State; code?: RefusalCode } {
  const { from, otherwise, butIn } = actions[name] as {
    from: Partial<Record<State, State>>;
    otherwise?: RefusalCode;
    butIn?: Partial<Record<State, RefusalCode>>;
  };
  const [next, code] = [from[state], butIn?.[state] ?? otherwise];
  return next === undefined ? { ...(code ? { code } : {}) } : { next };
}

test('there is a way to ask for everything in the table that people do', () => {
  const byPeople = Object.entries(actions).filter(([, { by }]) => by[0] === 'customer' || by[0] === 'partner');
  expect(byPeople.map(([name]) => name).sort()).toEqual([...names].sort());
});

describe.each(states)('R30 in state %s', (state) => {
  test('everything is answered as the table says, and a 409 says the state', async () => {
    await inState(state, async (pair) => {
      const answers: Record<string, string[]> = {};
      const expected: Record<string, string[]> = {};
      for (const name of names) {
        const { code } = said(state, name);
        const answer = code === undefined ? '200' : `${refusalStatus[code]} ${code}`;
        expected[name] = asks[name].map(() => (answer.startsWith('409') ? `${answer} is ${state}.` : answer));
        answers[name] = [];
        for (const ask of asks[name]) answers[name].push(inShort(await ask(pair, '?dryRun=true')));
      }
      expect(answers).toEqual(expected);
      expect(await stateOf(pair)).toBe(state);
    });
  });

  test('what is the other side’s to do is refused, whatever the state', async () => {
    await inState(state, async ({ customer, partner, withPartner, atCustomer }) => {
      // A partner is a customer too: of the others it knows nothing. A customer that is no partner has no such routes.
      const unknown = ['404 notFound'];
      const noPartner = ['403 partnerNotOnboarded'];
      const ofTheOther: Record<Exclude<Action, 'invite'>, readonly [Promise<ApiAnswer>, string[]]> = {
        suspend: [partner.admin.post(`${withPartner}/suspend`), unknown],
        resume: [partner.admin.post(`${withPartner}/resume`), unknown],
        adjust: [partner.admin.put(`${withPartner}/scope`, allRooms, { 'if-match': '*' }), unknown],
        end: [partner.admin.delete(withPartner), unknown],
        approve: [partner.admin.post('/customer/changeRequests/chg_0/approve'), unknown],
        accept: [customer.admin.post('/partner/invitations/inv_0/accept', { primaryAdmins: [] }), noPartner],
        see: [customer.admin.get(atCustomer), noPartner],
        use: [customer.admin.get(`${atCustomer}/rooms`), noPartner],
        leave: [customer.admin.delete(atCustomer), noPartner],
      };
      for (const [asked, expected] of Object.values(ofTheOther)) expect([inShort(await asked)]).toEqual(expected);
    });
  });

  test('a stale version is 412 and a missing one 428 before anything is said of the state', async () => {
    await inState(state, async (pair) => {
      const { customer, primaryAdmin, withPartner, atCustomer } = pair;
      const stale = { 'if-match': '"stale"' };
      const none = state === 'none' ? refused(404, 'notFound') : undefined;
      for (const path of ['scope', 'changeControl']) {
        const body = path === 'scope' ? allRooms : {};
        const address = `${withPartner}/${path}?dryRun=true`;
        expect(await customer.admin.put(address, body)).toMatchObject(none ?? refused(428, 'preconditionRequired'));
        expect(await customer.admin.put(address, body, stale)).toMatchObject(none ?? refused(412, 'etagMismatch'));
      }
      const ended = await customer.admin.delete(`${withPartner}?dryRun=true`, stale);
      expect(ended).toMatchObject(none ?? refused(412, 'etagMismatch'));
      const left = await primaryAdmin.delete(`${atCustomer}?dryRun=true`, stale);
      const sees = said(state, 'see').code === undefined;
      expect(left).toMatchObject(sees ? refused(412, 'etagMismatch') : refused(404, 'notFound'));
      // On POST actions If-Match is ignored.
      const suspended = await customer.admin.post(`${withPartner}/suspend?dryRun=true`, undefined, stale);
      expect(suspended.status).not.toBe(412);
    });
  });

  test('R31 there is a receipt after the end only', async () => {
    await inState(state, async ({ customer, withPartner }) => {
      const answer = await customer.admin.get(`${withPartner}/receipt`);
      const receipt = { status: 200, body: { residual: 0 } };
      expect(answer).toMatchObject(state === 'terminated' ? receipt : refused(404, 'notFound'));
      expect(await customer.admin.all('/customer/receipts')).toHaveLength(state === 'terminated' ? 1 : 0);
    });
  });
});

const moving = every.flatMap(([state, name]) => {
  const { next } = said(state, name);
  return next !== undefined && next !== state ? [[name, state, next] as const] : [];
});

const heldIf = (isHeld: boolean, act: () => Promise<void>) => (isHeld ? workflows.during(act) : act());

test.each(moving)('R30 %s leads from %s to %s', async (name, state, next) => {
  await inState(state, (pair) =>
    // Where a workflow takes it further, it is held meanwhile.
    heldIf(next === 'activating' || next === 'terminating', async () => {
      const [ask] = asks[name];
      const answer = await ask?.(pair, '');
      expect(answer?.status).toBeLessThan(300);
      expect(await stateOf(pair)).toBe(next);
    }),
  );
});
