import { sameMember, type Member, type MemberOutput } from '../member.ts';
import type { Change, PartnerContext } from '../operation.ts';
import { expectPrincipalsExist } from '../principalReferences.ts';
import { Refusal } from '../refusal.ts';
import { primaryAdmins } from '../relationships/relationship.ts';
import { expectDelegates, replacePrimaryAdmins } from './replacePrimaryAdmins.ts';

/** As many members as an assignment takes. */
const maxMembers = 100;

/** Makes somebody of the partner a Primary admin at the customer; it counts from the next request (R44). */
export async function addPrimaryAdmin({ type, id }: Member, context: PartnerContext): Promise<Change<MemberOutput>> {
  const { directory, actor, relationship } = context;
  const member = { type, id };
  const members = primaryAdmins(relationship);
  expectDelegates(context);
  if (members.some((other) => sameMember(other, member))) {
    throw new Refusal('memberExists', 'This is a Primary admin already.');
  }
  if (members.length >= maxMembers) {
    throw new Refusal('invalidRequest', `There are at most ${maxMembers} Primary admins; a group counts as one.`);
  }
  await expectPrincipalsExist(directory, actor.tenantId, [member]);
  const [named = member] = await directory.named(actor.tenantId, [member]);
  return replacePrimaryAdmins(context, [...members, member], named);
}
