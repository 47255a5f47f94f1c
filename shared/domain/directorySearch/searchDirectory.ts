import { z } from 'zod';
import type { ListPage, TenantContext } from '../operation.ts';
import { MemberOutput } from '../member.ts';
import { Refusal } from '../refusal.ts';

export const SearchDirectory = z.object({ search: z.string().max(256).default('') });

export const DirectoryEntry = MemberOutput.extend({ userPrincipalName: z.string().optional() });

/** Users and security groups of the caller's own tenant, to choose members from (R42). */
export async function searchDirectory(
  { search }: z.output<typeof SearchDirectory>,
  { directory, actor, page: { top, after } }: TenantContext,
): Promise<ListPage<z.output<typeof DirectoryEntry>>> {
  const page = { top, ...(after === undefined ? {} : { after }) };
  const { found, next } = await directory.search(actor.tenantId, search, page).catch((cause: unknown) => {
    throw new Refusal('temporarilyUnavailable', 'The directory can not be asked right now.', { cause });
  });
  return { rows: found, ...(next === undefined ? {} : { next }) };
}
