import { auditEventTtlSeconds, type AuditEvent } from '../../shared/domain/auditEvents/auditEvent.ts';
import { newId } from '../../shared/domain/ids.ts';
import type { Store } from '../../shared/domain/store.ts';

interface ManyEvents {
  readonly tenantId: string;
  readonly events: number;
  /** The time of an event; ids are made in this order. */
  readonly timeOf: (event: number) => Date;
  readonly nameOf?: (event: number) => string;
  readonly changesOf?: (event: number) => AuditEvent['changes'];
}

/** As many as a batch takes of small ones, and of such as have 2 MB among them. */
const [batchSize, largeBatchSize] = [100, 10];

/** Writes events straight into the store, as making thousands of them over HTTP would take minutes. Answers their ids. */
export async function writeManyAuditEvents(
  store: Store,
  { tenantId, events, timeOf, nameOf = (event) => `Room ${event}`, changesOf }: ManyEvents,
): Promise<string[]> {
  const ids: string[] = [];
  const size = changesOf ? largeBatchSize : batchSize;
  for (let begin = 0; begin < events; begin += size) {
    const numbers = Array.from({ length: Math.min(size, events - begin) }, (_, at) => begin + at);
    const documents = numbers.map((number): AuditEvent => {
      const changes = changesOf?.(number);
      return {
        id: newId('auditEvent', timeOf(number)),
        type: 'auditEvent',
        activity: {
          category: 'Room',
          objectId: `room_${number}`,
          objectName: nameOf(number),
          operation: 'Update',
          resultStatus: 'Successful',
          tenantId,
        },
        creationTime: timeOf(number).toISOString(),
        user: { userId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', userTenantId: tenantId },
        side: 'customer',
        requestId: `request-${number}`,
        ...(changes ? { changes } : {}),
      };
    });
    await store.tenant(tenantId).commit(documents.map((create) => ({ create, ttlSeconds: auditEventTtlSeconds })));
    ids.push(...documents.map(({ id }) => id));
  }
  return ids;
}
