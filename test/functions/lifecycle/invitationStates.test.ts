import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { invitationLifecycle } from '../../../shared/domain/invitations/invitationLifecycle.ts';
import { refusalStatus, type RefusalCode } from '../../../shared/domain/refusal.ts';
import type { ApiAnswer } from '../../support/caller.ts';
import { refused } from '../../support/refused.ts';
import { invite, type Offer } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';

const { states, actions } = invitationLifecycle;
type Status = (typeof states)[number];
type Action = Exclude<keyof typeof actions, 'expire'>;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

type Ask = (offer: Offer, query?: string) => Promise<ApiAnswer>;
const asks: Record<Action, Ask> = {
  accept: async ({ partner, ofPartner }, query = '') =>
    partner.admin.post(`${ofPartner}/accept${query}`, {
      primaryAdmins: [(await world.person(partner.tenantId)).member],
    }),
  decline: ({ partner, ofPartner }, query = '') => partner.admin.post(`${ofPartner}/decline${query}`),
  resend: ({ customer, ofCustomer }, query = '') =>
    customer.admin.post(`${ofCustomer}/resend${query}`, { expiresInDays: 9 }),
  cancel: ({ customer, ofCustomer }, query = '') => customer.admin.post(`${ofCustomer}/cancel${query}`),
};
const names = Object.keys(asks) as Action[];

/** An invitation of a status. */
async function ofStatus(status: Status): Promise<Offer> {
  const offer = await invite(world, { expiresInDays: status === 'expired' ? 1 : 30 });
  if (status === 'accepted') await offer.partner.admin.ended(await asks.accept(offer));
  if (status === 'declined') await asks.decline(offer);
  if (status === 'canceled') await asks.cancel(offer);
  if (status === 'expired') await world.advance({ days: 1 });
  return offer;
}
const statusOf = async ({ customer, ofCustomer }: Offer) =>
  String((await customer.admin.get(ofCustomer)).body['status']);

function said(status: Status, name: Action): { next?: Status; code?: RefusalCode } {
  const { from, otherwise, butIn } = actions[name] as {
    from: Partial<Record<Status, Status>>;
    otherwise?: RefusalCode;
    butIn?: Partial<Record<Status, RefusalCode>>;
  };
  const [next, code] = [from[status], butIn?.[status] ?? otherwise];
  return next === undefined ? { ...(code ? { code } : {}) } : { next };
}

/** Status, code, and the status that a 409 or 410 tells. */
const inShort = ({ status, body }: ApiAnswer) =>
  [status, body['code'], status === 409 || status === 410 ? /is \w+\.$/.exec(String(body['detail']))?.[0] : undefined]
    .filter((part) => part !== undefined)
    .join(' ');

const shown = {
  customer: [
    'acceptedTermsVersion',
    'changeControl',
    'createdAt',
    'createdBy',
    'etag',
    'expiresAt',
    'id',
    'partnerDisplayName',
    'partnerDomain',
    'partnerId',
    'scope',
    'status',
  ],
  customerRecord: ['closedAt', 'createdAt', 'etag', 'id', 'partnerDomain', 'status'],
  partner: [
    'acceptedTermsVersion',
    'changeControl',
    'createdAt',
    'customer',
    'etag',
    'expiresAt',
    'id',
    'scope',
    'status',
  ],
  partnerRecord: ['createdAt', 'customer', 'etag', 'expiresAt', 'id', 'status'],
} as const;
describe.each(states)('R23 an invitation that is %s', (status) => {
  test('is answered to everything as the table says, and a 409 says the status', async () => {
    const offer = await ofStatus(status);
    const answers: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const name of names) {
      const { code } = said(status, name);
      const answer = code === undefined ? '200' : `${refusalStatus[code]} ${code}`;
      expected[name] = /^4(09|10)/.test(answer) ? `${answer} is ${status}.` : answer;
      answers[name] = inShort(await asks[name](offer, '?dryRun=true'));
    }
    expect(answers).toEqual(expected);
    expect(await statusOf(offer)).toBe(status);
  });

  test('is not the other side’s to answer or take back, and nobody else’s', async () => {
    const offer = await ofStatus(status);
    const { customer, partner, ofCustomer, ofPartner } = offer;
    const other = await world.tenant('Litware', { partner: true });
    const body = { primaryAdmins: [(await world.person(partner.tenantId)).member] };
    for (const action of ['accept', 'decline']) {
      const sent = action === 'accept' ? body : undefined;
      expect(await customer.admin.post(`${ofPartner}/${action}`, sent)).toMatchObject(
        refused(403, 'partnerNotOnboarded'),
      );
      expect(await other.admin.post(`${ofPartner}/${action}`, sent)).toMatchObject(refused(404, 'notFound'));
    }
    for (const caller of [partner.admin, other.admin]) {
      expect(await caller.post(`${ofCustomer}/cancel`)).toMatchObject(refused(404, 'notFound'));
      expect(await caller.post(`${ofCustomer}/resend`, { expiresInDays: 1 })).toMatchObject(refused(404, 'notFound'));
      expect(await caller.get(ofCustomer)).toMatchObject(refused(404, 'notFound'));
    }
    expect(await other.admin.get(ofPartner)).toMatchObject(refused(404, 'notFound'));
    expect(await statusOf(offer)).toBe(status);
  });

  test('R24 R26 R27 shows each side what it may see, by id and in lists', async () => {
    const { customer, partner, ofCustomer, ofPartner } = await ofStatus(status);
    const byCustomer = await customer.admin.get(ofCustomer);
    const closed = status === 'accepted' || status === 'canceled' ? ['closedAt'] : [];
    const all = [...shown.customer, ...closed].sort();
    expect(Object.keys(byCustomer.body).sort()).toEqual(status === 'declined' ? shown.customerRecord : all);
    expect(byCustomer.body['status']).toBe(status);
    expect(await customer.admin.all('/customer/invitations')).toEqual([byCustomer.body]);
    for (const asked of states) {
      const listed = await customer.admin.all(`/customer/invitations?status=${asked}`);
      expect(listed).toEqual(asked === status ? [byCustomer.body] : []);
    }

    const byPartner = await partner.admin.get(ofPartner);
    const seen = {
      pending: [200, shown.partner],
      accepted: [200, [...shown.partnerRecord, 'closedAt'].sort()],
      canceled: [200, [...shown.partnerRecord, 'closedAt'].sort()],
      expired: [200, shown.partnerRecord],
      declined: [404, undefined],
    }[status];
    const members = byPartner.status === 200 ? Object.keys(byPartner.body).sort() : undefined;
    expect([byPartner.status, members]).toEqual(seen);
    expect(await partner.admin.all('/partner/invitations')).toEqual(status === 'pending' ? [byPartner.body] : []);
  });
});

const moving = states.flatMap((status) =>
  names.flatMap((name) => {
    const { next } = said(status, name);
    return next === undefined ? [] : [[name, status, next] as const];
  }),
);

test.each(moving)('R23 %s leads from %s to %s', async (name, status, next) => {
  const offer = await ofStatus(status);
  expect((await asks[name](offer)).status).toBeLessThan(300);
  expect(await statusOf(offer)).toBe(next);
});
