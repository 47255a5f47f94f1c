import { memberChanges } from '../auditEvents/memberChanges.ts';
import type { Change, CallerContext } from '../operation.ts';
import { personOf } from '../people.ts';
import type { Stored } from '../store.ts';
import { changeRequestRecord, type ChangeRequest, type ChangeRequestOutput } from './changeRequest.ts';
import { changeRequestOutput } from './changeRequestOutput.ts';

/** The change that somebody's word makes of a change request: it is closed for good. */
export function closeChangeRequest(
  request: Stored<ChangeRequest>,
  state: 'applied' | 'rejected' | 'canceled' | 'failed',
  { actor, now }: Pick<CallerContext, 'actor' | 'now'>,
  error?: ChangeRequest['error'],
): Change<ChangeRequestOutput> {
  const closed = {
    ...request,
    state,
    decidedBy: personOf(actor),
    decidedAt: now.toISOString(),
    ...(error ? { error } : {}),
  };
  const said = ({ state: was, error: why }: ChangeRequest) => ({ state: was, error: why });
  return {
    answer: changeRequestOutput(closed, now),
    writes: [{ replace: closed }],
    records: [changeRequestRecord(request, memberChanges(said(request), said(closed)))],
  };
}
