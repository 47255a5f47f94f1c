import { z } from 'zod';
import { Guid } from './ids.ts';
import { Member } from './member.ts';
import { Permission, builtInPermissions, type BuiltInRoleId } from './permissions.ts';
import { Scope } from './scope.ts';
import { Description, RoleName, Name } from './text.ts';

/** A custom role as it is stored: built-in ones are the same for everybody and stored nowhere. */
export const CustomRole = z.object({
  id: z.string(),
  name: RoleName,
  description: Description,
  permissions: z.array(Permission),
  changedAt: z.iso.datetime(),
});
export type CustomRole = z.output<typeof CustomRole>;

/** A role given to members over a scope (R41). */
export const Assignment = z.object({
  id: z.string(),
  roleId: z.string(),
  name: Name,
  description: Description,
  members: z.array(Member),
  scope: Scope,
  expiresAt: z.iso.datetime().optional(),
  emailNotifications: z.boolean(),
  changedAt: z.iso.datetime(),
});
export type Assignment = z.output<typeof Assignment>;

/** As much of what holds roles as decides who may: read of many customers at once. */
export const RoleHolding = z.object({
  roles: z.array(CustomRole.pick({ id: true, permissions: true })),
  assignments: z.array(
    Assignment.pick({ id: true, roleId: true, scope: true, expiresAt: true }).extend({
      members: z.array(z.object({ type: z.enum(['user', 'group']), id: z.string() })),
    }),
  ),
});
export type RoleHolding = z.output<typeof RoleHolding>;

/** What holds roles: a tenant's own access document, or one relationship. */
export interface RoleHolder {
  readonly roles: readonly CustomRole[];
  readonly assignments: readonly Assignment[];
}

/** A role as it is shown, built-in or custom. */
export interface Role {
  id: string;
  name: string;
  description: string;
  kind: 'builtIn' | 'custom';
  permissions: Permission[];
}

const builtIn = (id: BuiltInRoleId, name: string, description: string): Role => ({
  id,
  name,
  description,
  kind: 'builtIn',
  permissions: builtInPermissions(id),
});

/** The built-in roles of the customer's own people. */
export const customerRoles: readonly Role[] = [
  builtIn('managedServiceAdministrator', 'Managed Service Administrator', 'Administers this service for the tenant.'),
  builtIn('siteLead', 'Site lead', 'Manages rooms, groups, rings and incidents.'),
  builtIn('siteTechnician', 'Site technician', 'Looks after rooms and incidents.'),
];

/** The one built-in role of a relationship, whose only assignment is {@link assignedAdminsId}. */
export const primaryAdminRole: Role = builtIn(
  'primaryAdmin',
  'Primary admin',
  'Manages what the customer has shared, and delegates it within the partner.',
);

/** The built-in assignment of Primary admin, *Assigned admins* (R13). */
export const assignedAdminsId = 'assignedAdmins';

/** A person of some tenant. */
export const Person = z.object({ userId: z.string(), tenantId: Guid });
export type Person = z.output<typeof Person>;
