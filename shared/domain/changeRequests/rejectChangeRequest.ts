import type { Change, CustomerContext } from '../operation.ts';
import { expectPending, type ChangeRequestOutput } from './changeRequest.ts';
import { closeChangeRequest } from './closeChangeRequest.ts';
import { changeRequestById } from './getChangeRequest.ts';

/** The customer does not want it: nothing is changed (R61). */
export async function rejectChangeRequest(
  { changeRequestId }: { changeRequestId: string },
  context: CustomerContext,
): Promise<Change<ChangeRequestOutput>> {
  const request = await changeRequestById(context, changeRequestId);
  expectPending(request, 'reject', context.now);
  return closeChangeRequest(request, 'rejected', context);
}
