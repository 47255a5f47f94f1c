import type { Relation } from './relationship.ts';
import type { Caller } from './caller.ts';
import type { World, WorldPerson, WorldTenant } from './world.ts';

/** Whose roles somebody is given: those of a customer's own people, or those of a relationship. */
interface Side {
  readonly by: Caller;
  readonly base: string;
  readonly tenantId: string;
}

export const ofCustomer = ({ admin, tenantId }: WorldTenant): Side => ({ by: admin, base: '/customer', tenantId });

export const ofRelation = ({ primaryAdmin, atCustomer, partner }: Relation): Side => ({
  by: primaryAdmin,
  base: atCustomer,
  tenantId: partner.tenantId,
});

let made = 0;

/** Gives somebody a custom role of these permissions over a scope; a new person unless one is given. */
export async function roleHolder(
  world: World,
  { by, base, tenantId }: Side,
  permissions: readonly string[],
  { scope = { kind: 'allRooms' }, person }: { scope?: object; person?: WorldPerson } = {},
): Promise<WorldPerson> {
  const holder = person ?? (await world.person(tenantId));
  const role = await by.post(`${base}/roles`, { name: `Role ${++made}`, permissions });
  if (role.status !== 201) throw new Error(`There is no role: ${role.status} ${role.text}`);
  const assignment = { name: 'Assignment', members: [holder.member], scope };
  const { status, text } = await by.post(`${base}/roles/${String(role.body['id'])}/assignments`, assignment);
  if (status !== 201) throw new Error(`There is no assignment: ${status} ${text}`);
  return holder;
}
