import type { ApiAnswer } from '../../support/caller.ts';
import { invitationTo, invite, relate, type Offer, type Relation } from '../../support/relationship.ts';
import type { World } from '../../support/world.ts';
import { accessRaces } from './accessRaces.ts';
import { unless, type Race } from './race.ts';

const statuses = (answers: readonly ApiAnswer[]) => answers.map(({ status }) => status).sort((a, b) => a - b);
const stored = (world: World, tenantId: string, type: string) =>
  world.product.store.inspect('tenants', tenantId).filter((document) => document['type'] === type);
const succeeded = (world: World, tenantId: string, category: string) =>
  stored(world, tenantId, 'auditEvent').filter(({ activity }) => {
    const { category: of, resultStatus } = activity as { category: string; resultStatus: string };
    return of === category && resultStatus === 'Successful';
  }).length;

const accepting = async (world: World, { partner, ofPartner }: Offer) => {
  const body = { primaryAdmins: [(await world.person(partner.tenantId)).member] };
  return () => partner.admin.post(`${ofPartner}/accept`, body);
};

/** Follows what was accepted to its end, so that no workflow runs on into the next round. */
async function followed({ partner }: Offer, answers: readonly ApiAnswer[]): Promise<void> {
  for (const answer of answers) if (answer.status === 202) await partner.admin.ended(answer);
}

/** The state of an offer after several answers at once, of which `won` got theirs. */
function oneAnswer(world: World, offer: Offer, won: number): string[] {
  const { customer, partner, invitationId } = offer;
  const invitation = stored(world, customer.tenantId, 'invitation').find(({ id }) => id === invitationId);
  const [relationship, ...others] = stored(world, customer.tenantId, 'relationship');
  const pointers = world.product.store.inspect('partners', partner.tenantId);
  const accepted = invitation?.['status'] === 'accepted';
  return unless({
    'exactly one wins': won === 1,
    'there is one event of making and one of closing': succeeded(world, customer.tenantId, 'PartnerInvitation') === 2,
    'no invitation is claimed as pending': stored(world, customer.tenantId, 'invitationClaim').length === 0,
    'there is a relationship only if it was accepted': accepted === (relationship !== undefined),
    'there is one relationship': others.length === 0,
    'the relationship is active': !accepted || relationship?.['state'] === 'active',
    // One that the loser left behind is a hint to nothing (R81).
    'the partner has a pointer to the customer if it was accepted':
      !accepted || pointers.some(({ type }) => type === 'customerPointer'),
  });
}

export const races: Readonly<Record<string, Race>> = {
  ...accessRaces,

  async 'R25 two accept one invitation'(world) {
    const offer = await invite(world);
    const tries = await Promise.all([1, 2, 3].map(() => accepting(world, offer)));
    const answers = await Promise.all(tries.map((accept) => accept()));
    await followed(offer, answers);
    const [relationship] = stored(world, offer.customer.tenantId, 'relationship');
    const winner = answers.find(({ status }) => status === 202);
    return [
      ...oneAnswer(world, offer, answers.filter(({ status }) => status === 202).length),
      ...unless({
        'the others get 409': statuses(answers).join() === '202,409,409',
        'the relationship is the winner’s': relationship?.['operationId'] === winner?.body['id'],
      }),
    ];
  },

  async 'R25 R26 one accepts and one declines'(world) {
    const offer = await invite(world);
    const accept = await accepting(world, offer);
    const answers = await Promise.all([accept(), offer.partner.admin.post(`${offer.ofPartner}/decline`)]);
    await followed(offer, answers);
    return oneAnswer(world, offer, answers.filter(({ status }) => status < 300).length);
  },

  async 'R23 R25 the partner accepts and the customer cancels'(world) {
    const offer = await invite(world);
    const accept = await accepting(world, offer);
    const answers = await Promise.all([accept(), offer.customer.admin.post(`${offer.ofCustomer}/cancel`)]);
    await followed(offer, answers);
    return oneAnswer(world, offer, answers.filter(({ status }) => status < 300).length);
  },

  async 'R23 R25 the partner accepts and the customer resends'(world) {
    const offer = await invite(world);
    const accept = await accepting(world, offer);
    const resend = () => offer.customer.admin.post(`${offer.ofCustomer}/resend`, { expiresInDays: 30 });
    const [accepted, resent] = await Promise.all([accept(), resend()]);
    await followed(offer, [accepted]);
    const [invitation] = stored(world, offer.customer.tenantId, 'invitation');
    const events = succeeded(world, offer.customer.tenantId, 'PartnerInvitation');
    return unless({
      'it is accepted, before or after': accepted.status === 202 && invitation?.['status'] === 'accepted',
      'it is resent, or closed by then': [200, 409].includes(resent.status),
      'a resending that was answered is kept': (invitation?.['resentAt'] !== undefined) === (resent.status === 200),
      'each has its event': events === (resent.status === 200 ? 3 : 2),
    });
  },

  async 'R22 two invite the same partner'(world) {
    const [customer, partner] = await Promise.all([world.tenant('C'), world.tenant('P', { partner: true })]);
    const send = () => customer.admin.post('/customer/invitations', invitationTo(partner));
    const answers = await Promise.all([send(), send(), send()]);
    const invitations = stored(world, customer.tenantId, 'invitation');
    const claims = stored(world, customer.tenantId, 'invitationClaim');
    return unless({
      'one is made, the others get 409': statuses(answers).join() === '201,409,409',
      'one is stored': invitations.length === 1,
      'it is the one that is claimed': claims.length === 1 && claims[0]?.['invitationId'] === invitations[0]?.['id'],
    });
  },

  async 'R22 two invite a partner whose invitation has expired'(world) {
    const { customer, partner } = await invite(world, { expiresInDays: 1 });
    await world.advance({ days: 1 });
    const send = () => customer.admin.post('/customer/invitations', invitationTo(partner));
    const answers = await Promise.all([send(), send(), send()]);
    return unless({
      'one is made, the others get 409': statuses(answers).join() === '201,409,409',
      'one is stored beside the expired one': stored(world, customer.tenantId, 'invitation').length === 2,
    });
  },

  async 'R31 both sides end a relationship'(world) {
    const { customer, partner, primaryAdmin, withPartner, atCustomer } = await relate(world);
    const answers = await Promise.all([
      customer.admin.delete(withPartner),
      customer.admin.delete(withPartner),
      primaryAdmin.delete(atCustomer),
    ]);
    const going = answers.filter(({ status }) => status === 202);
    for (const answer of going) await customer.admin.ended(answer);
    const [relationship] = stored(world, customer.tenantId, 'relationship');
    const events = stored(world, customer.tenantId, 'auditEvent').filter(({ activity }) => {
      const { category, operation, resultStatus } = activity as Record<string, string>;
      return category === 'Relationship' && operation === 'Delete' && resultStatus === 'Successful';
    });
    return unless({
      'somebody ends it': going.length >= 1,
      'all that are answered have one operation': new Set(going.map(({ body }) => String(body['id']))).size === 1,
      'it is ended once': events.length === 1,
      'it is terminated': relationship?.['state'] === 'terminated',
      'no pointer is left': world.product.store.inspect('partners', partner.tenantId).length === 0,
    });
  },

  async 'R13 the last two Primary admins are removed'(world) {
    const { customer, partner, primaryAdmin, atCustomer } = await relate(world);
    const second = await world.person(partner.tenantId);
    await primaryAdmin.post(`${atCustomer}/primaryAdmins`, second.member);
    const remove = (id: string) => partner.admin.delete(`${atCustomer}/primaryAdmins/${id}`);
    const answers = await Promise.all([remove(primaryAdmin.objectId), remove(second.objectId)]);
    const [relationship] = stored(world, customer.tenantId, 'relationship');
    const [admins] = (relationship as unknown as { assignments: { members: { id: string }[] }[] }).assignments;
    const losers = [primaryAdmin, second].filter((_, at) => answers[at]?.status === 409);
    return unless({
      'one is removed, the other gets 409': statuses(answers).join() === '204,409',
      'one is left': admins?.members.length === 1,
      'it is the one whose removal was refused': admins?.members[0]?.id === losers[0]?.objectId,
    });
  },

  async 'R44 two add Primary admins'(world) {
    const { customer, partner, atCustomer }: Relation = await relate(world);
    const people = await Promise.all([1, 2, 3].map(() => world.person(partner.tenantId)));
    const answers = await Promise.all(
      people.map(({ member }) => partner.admin.post(`${atCustomer}/primaryAdmins`, member)),
    );
    const [relationship] = stored(world, customer.tenantId, 'relationship');
    const [admins] = (relationship as unknown as { assignments: { members: object[] }[] }).assignments;
    return unless({
      'all are added': statuses(answers).join() === '201,201,201',
      'none is lost': admins?.members.length === 4,
    });
  },
};
