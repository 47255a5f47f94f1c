import type { Member } from '../member.ts';

/** Where people of a tenant are written to: the port; `shared/auth` has the adapter over the directory. */
export interface AddressBook {
  /**
   * The user principal names of these users, and of the users in these groups.
   * @throws Error when the directory can't be asked
   */
  addressesOf(tenantId: string, members: readonly Member[]): Promise<string[]>;
}
