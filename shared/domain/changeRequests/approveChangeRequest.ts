import type { Change, CustomerContext } from '../operation.ts';
import type { Refusal } from '../refusal.ts';
import { fenced } from '../relationships/fence.ts';
import { relationshipLifecycle } from '../relationships/relationshipLifecycle.ts';
import { relationshipWith } from '../relationships/relationshipWith.ts';
import type { Write } from '../store.ts';
import { expectPending, type ChangeRequest, type ChangeRequestOutput } from './changeRequest.ts';
import { closeChangeRequest } from './closeChangeRequest.ts';
import { changeRequestById } from './getChangeRequest.ts';

/**
 * What comes of deciding on a change once more, as the person who asked for it: what it would be; or
 * why it does not hold any more, and the event of that.
 */
export type DecidedAgain =
  | { readonly made: Omit<Change<unknown>, 'answer' | 'status' | 'grant'> }
  | { readonly refusal: Refusal; readonly event: Write };

/** The customer's administrator at a change that waits. */
export interface ApprovalContext extends CustomerContext {
  /**
   * By what is stored now, and not by a word of this request's.
   * @throws Refusal `temporarilyUnavailable` when it can't be decided right now
   */
  readonly decideAgain: (request: ChangeRequest) => Promise<DecidedAgain>;
}

/**
 * The customer wants it: it is decided on again and made as the person who asked, all in one batch; where it does not
 * hold any more the request has failed, and says why (R62).
 */
export async function approveChangeRequest(
  { changeRequestId }: { changeRequestId: string },
  context: ApprovalContext,
): Promise<Change<ChangeRequestOutput>> {
  const request = await changeRequestById(context, changeRequestId);
  expectPending(request, 'approve', context.now);
  const relationship = await relationshipWith(context.customer, request.partnerId);
  relationshipLifecycle.next('approve', relationship.state);

  const decided = await context.decideAgain(request);
  if ('refusal' in decided) {
    const { refusal, event } = decided;
    const { code, message } = refusal;
    const failed = closeChangeRequest(request, 'failed', context, { code, message });
    // An end or a suspension that came in between is no failure of the change (R32).
    return { ...failed, writes: fenced([...failed.writes, event], relationship) };
  }
  const applied = closeChangeRequest(request, 'applied', context);
  const { made } = decided;
  return {
    ...made,
    ...applied,
    writes: [...applied.writes, ...made.writes],
    records: [...applied.records, ...made.records],
  };
}
