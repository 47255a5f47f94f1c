import type { Directory } from './directory.ts';
import type { Member } from './member.ts';
import { Refusal } from './refusal.ts';

/**
 * Checks that all of these are users or security groups of the tenant, at this moment (R25, R41).
 * @param path where in the body they stand
 * @throws Refusal `principalUnknown`, or `temporarilyUnavailable` when the directory can't be asked
 */
export async function expectPrincipalsExist(
  directory: Directory,
  tenantId: string,
  members: readonly Member[],
  path = 'members',
): Promise<void> {
  const unknown = await directory.unknownPrincipals(tenantId, members).catch((cause: unknown) => {
    throw new Refusal('temporarilyUnavailable', 'The directory can not be asked right now.', { cause });
  });
  if (unknown.length === 0) return;
  const faults = unknown.map(({ type, id }) => ({
    path,
    code: 'principalUnknown',
    message: `${type} ${id}`,
  }));
  throw new Refusal('principalUnknown', 'Somebody named is no user or security group of your organisation.', {
    faults,
  });
}
