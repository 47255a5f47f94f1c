import type { MemberOutput } from '../member.ts';
import { memberPage } from '../memberPage.ts';
import type { ListPage, TenantContext } from '../operation.ts';

/** The partner's Tenant managers, in the order of adding (R4). */
export async function listTenantManagers(_: object, context: TenantContext): Promise<ListPage<MemberOutput>> {
  return memberPage(context.actor.tenantId, context.tenantAccess.tenantManagers, context);
}
