import type { Change, PartnerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { primaryAdmins } from '../relationships/relationship.ts';
import { lastPrimaryAdmin } from './lastPrimaryAdmin.ts';
import { expectDelegates, replacePrimaryAdmins } from './replacePrimaryAdmins.ts';

/** Takes Primary admin from somebody, but not from the last one (R13, R44). */
export async function removePrimaryAdmin(
  { principalId }: { principalId: string },
  context: PartnerContext,
): Promise<Change<undefined>> {
  const members = primaryAdmins(context.relationship);
  const left = members.filter(({ id }) => id !== principalId);
  if (left.length === members.length) throw notFound();
  expectDelegates(context);
  if (left.length === 0) throw lastPrimaryAdmin();
  return replacePrimaryAdmins(context, left, undefined);
}
