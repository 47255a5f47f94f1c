import type { Grant } from '../../shared/domain/access/prepareAccess.ts';
import {
  auditEventTtlSeconds,
  type AuditEvent,
  type ChangeRecord,
} from '../../shared/domain/auditEvents/auditEvent.ts';
import { newId } from '../../shared/domain/ids.ts';
import type { CallerContext } from '../../shared/domain/operation.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import type { Write } from '../../shared/domain/store.ts';

/** The write that records a change, or the refusal of one, in the log of the tenant it concerns (R90, R91). */
export function auditEventOf(
  record: ChangeRecord,
  tenantId: string,
  context: CallerContext,
  ownGrant: Grant | undefined,
  refusal?: Refusal,
): Write {
  const { category, operation, objectName, changes } = record;
  const { now, requestId } = context;
  const { actor, side, grant } = record.by ?? { ...context, grant: ownGrant };
  const event: AuditEvent = {
    id: newId('auditEvent', now),
    type: 'auditEvent',
    activity: {
      category,
      objectId: record.objectId ?? '',
      objectName,
      operation,
      resultStatus: refusal ? 'Failed' : 'Successful',
      tenantId,
    },
    creationTime: now.toISOString(),
    user: { userId: actor.objectId, userTenantId: actor.tenantId },
    side,
    requestId,
    ...(grant?.roleId !== undefined && grant.assignmentId !== undefined
      ? { through: { roleId: grant.roleId, assignmentId: grant.assignmentId } }
      : {}),
    ...(changes.length > 0 ? { changes: [...changes] } : {}),
    ...(refusal ? { error: { code: refusal.code, message: refusal.message } } : {}),
  };
  return { create: event, ttlSeconds: auditEventTtlSeconds };
}
