import { memberChanges } from '../auditEvents/memberChanges.ts';
import type { Change } from '../operation.ts';
import type { Stored, Write } from '../store.ts';
import { replaceRelationship } from './fence.ts';
import type { Relationship } from './relationship.ts';

/**
 * A change of state, scope or change control by the customer: it counts from the next request on, as every request reads
 * the relationship anew (R32, R33).
 */
export function changeRelationship<Answer>(
  before: Stored<Relationship>,
  after: Stored<Relationship>,
  answer: Answer,
  guards: readonly Write[] = [],
): Change<Answer> {
  return {
    answer,
    writes: [...replaceRelationship(before, after), ...guards],
    records: [
      {
        category: 'Relationship',
        operation: 'Update',
        objectId: before.partnerId,
        objectName: before.partnerId,
        changes: memberChanges(before, after),
      },
    ],
  };
}
