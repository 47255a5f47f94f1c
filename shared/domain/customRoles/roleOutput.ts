import { z } from 'zod';
import { entityTag } from '../entityTag.ts';
import { Permission } from '../permissions.ts';
import type { CustomRole, Role } from '../roles.ts';
import { isBuiltIn } from './roleHolding.ts';

/** A role as it is shown. */
export const RoleOutput = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  kind: z.enum(['builtIn', 'custom']),
  permissions: z.array(Permission),
  etag: z.string(),
});
export type RoleOutput = z.output<typeof RoleOutput>;

export const roleOutput = (role: Role | CustomRole): RoleOutput => ({
  id: role.id,
  name: role.name,
  description: role.description,
  kind: isBuiltIn(role) ? role.kind : 'custom',
  permissions: role.permissions,
  etag: entityTag(role),
});
