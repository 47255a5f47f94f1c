import type { ApiAnswer, Body } from './caller.ts';
import type { World, WorldPerson, WorldTenant } from './world.ts';

interface InvitationOptions {
  customer?: WorldTenant;
  partner?: WorldTenant;
  expiresInDays?: number;
  scope?: object;
  changeControl?: object;
}

/** A customer, a partner and what the one offers the other. */
export interface Offer {
  readonly customer: WorldTenant;
  readonly partner: WorldTenant;
  /** As it was answered when it was made. */
  readonly invitation: Body;
  readonly invitationId: string;
  /** `/customer/invitations/{invitationId}`: the customer's address of it. */
  readonly ofCustomer: string;
  /** `/partner/invitations/{invitationId}`: the partner's address of it. */
  readonly ofPartner: string;
}

/** What an invitation to a partner says, unless a test wants it otherwise. */
export const invitationTo = (partner: WorldTenant, options: object = {}) => ({
  partnerDomain: partner.domain,
  expiresInDays: 7,
  scope: { kind: 'allRooms' },
  acceptedTermsVersion: '2026-11',
  ...options,
});

/** A customer invites a partner; both are made unless they are given. */
export async function invite(world: World, options: InvitationOptions = {}): Promise<Offer> {
  const {
    customer = await world.tenant('Contoso'),
    partner = await world.tenant('Tailspin', { partner: true }),
    ...said
  } = options;
  const { status, text, body } = await customer.admin.post('/customer/invitations', invitationTo(partner, said));
  if (status !== 201) throw new Error(`There was no invitation: ${status} ${text}`);
  const invitationId = String(body['id']);
  return {
    customer,
    partner,
    invitation: body,
    invitationId,
    ofCustomer: `/customer/invitations/${invitationId}`,
    ofPartner: `/partner/invitations/${invitationId}`,
  };
}

/** An accepted invitation. */
export interface Relation extends Offer {
  readonly primaryAdmin: WorldPerson;
  /** The answer to the accept. */
  readonly accepted: ApiAnswer;
  /** `/partner/customers/{customerId}`. */
  readonly atCustomer: string;
  /** `/customer/partners/{partnerId}`. */
  readonly withPartner: string;
}

/** A relationship that is active, with one Primary admin. */
export async function relate(
  world: World,
  { primaryAdmin, ...options }: InvitationOptions & { primaryAdmin?: WorldPerson } = {},
): Promise<Relation> {
  const offer = await invite(world, options);
  const { customer, partner, ofPartner } = offer;
  const pia = primaryAdmin ?? (await world.person(partner.tenantId, { name: 'Pia' }));
  const accepted = await partner.admin.post(`${ofPartner}/accept`, { primaryAdmins: [pia.member] });
  if (accepted.status !== 202) throw new Error(`It was not accepted: ${accepted.status} ${accepted.text}`);
  const operation = await partner.admin.ended(accepted);
  if (String(operation['status']) !== 'succeeded') throw new Error(`It is not active: ${JSON.stringify(operation)}`);
  return {
    ...offer,
    primaryAdmin: pia,
    accepted,
    atCustomer: `/partner/customers/${customer.tenantId}`,
    withPartner: `/customer/partners/${partner.tenantId}`,
  };
}

/** Ends a relationship from the customer's side and waits for the clean-up. */
export async function end({ customer, withPartner }: Relation): Promise<Body> {
  const ending = await customer.admin.delete(withPartner);
  if (ending.status !== 202) throw new Error(`It did not end: ${ending.status} ${ending.text}`);
  return customer.admin.ended(ending);
}
