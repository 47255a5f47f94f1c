import { z } from 'zod';
import type { Grant } from '../access/prepareAccess.ts';
import { Guid } from '../ids.ts';
import type { Principal } from '../principal.ts';

export const auditCategories = [
  'User',
  'Assignment',
  'PartnerInvitation',
  'Role',
  'Relationship',
  'Room',
  'RoomGroup',
  'UpdateRing',
  'Ticket',
  'Settings',
  'ChangeRequest',
] as const;
export type AuditCategory = (typeof auditCategories)[number];

export const auditOperations = ['Create', 'Update', 'Delete'] as const;
export type AuditOperation = (typeof auditOperations)[number];

export const sides = ['customer', 'partner', 'system', 'operator'] as const;
export type Side = (typeof sides)[number];

/** One member that a change set: its path, what it was, what it became. */
export const MemberChange = z.object({ path: z.string(), from: z.json().optional(), to: z.json().optional() });
export type MemberChange = z.output<typeof MemberChange>;

const members = {
  id: z.string(),
  activity: z.object({
    category: z.enum(auditCategories),
    objectId: z.string(),
    objectName: z.string(),
    operation: z.enum(auditOperations),
    resultStatus: z.enum(['Successful', 'Failed']),
    tenantId: Guid,
  }),
  creationTime: z.iso.datetime(),
  /** Both are empty for a device, which is nobody's. */
  user: z.object({ userId: z.string(), userTenantId: Guid.or(z.literal('')) }),
  side: z.enum(sides),
  requestId: z.string(),
  through: z.object({ roleId: z.string(), assignmentId: z.string() }).optional(),
  changes: z.array(MemberChange).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
};

/** What somebody did, or tried to, in the partition of the customer it was done to (R90). */
export const AuditEvent = z.object({ ...members, type: z.literal('auditEvent') });
export type AuditEvent = z.output<typeof AuditEvent>;
export const AuditEventOutput = z.object(members);

/** Events are kept 180 days (R94). */
export const auditEventTtlSeconds = 180 * 24 * 60 * 60;

/** What an operation says of a change it makes; who, when and through what the caller of the operation adds. */
export interface ChangeRecord {
  readonly category: AuditCategory;
  readonly operation: AuditOperation;
  readonly objectId?: string;
  readonly objectName: string;
  readonly changes: readonly MemberChange[];
  /** Who did it, where that is not the caller: what was asked for and approved is done as the person who asked (R62). */
  readonly by?: { readonly actor: Principal; readonly side: Side; readonly grant: Grant | undefined };
}
