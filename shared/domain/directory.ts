import type { Member, MemberOutput } from './member.ts';

/** What the product asks of a tenant's directory (Microsoft Graph): the port; `shared/auth` has the adapter. */
export interface Directory {
  /**
   * Which of these groups the user is in, directly or through other groups.
   * @throws Error when the directory can't be asked: the caller then treats the person as no member (R42).
   */
  memberOf(tenantId: string, userId: string, groupIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of the principals that are not there as users or security groups (R41). */
  unknownPrincipals(tenantId: string, members: readonly Member[]): Promise<Member[]>;
  /** The members with their display names; one that the directory does not know, or can't be asked for, has none. */
  named(tenantId: string, members: readonly Member[]): Promise<MemberOutput[]>;
  /** Users and security groups whose name begins with the text; the continuation is the directory's own. */
  search(
    tenantId: string,
    text: string,
    page: { top: number; after?: string },
  ): Promise<{ found: (MemberOutput & { userPrincipalName?: string })[]; next?: string }>;
}
