import type { MemberOutput } from '../member.ts';
import { memberPage } from '../memberPage.ts';
import type { ListPage, PartnerContext } from '../operation.ts';
import { primaryAdmins } from '../relationships/relationship.ts';

/** The Primary admins of the partner at one customer, in the order of adding (R44). */
export async function listPrimaryAdmins(_: object, context: PartnerContext): Promise<ListPage<MemberOutput>> {
  return memberPage(context.actor.tenantId, primaryAdmins(context.relationship), context);
}
