import { grantOf } from '../access/prepareAccess.ts';
import type { Change, PartnerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import type { Stored } from '../store.ts';
import { expectPending, type ChangeRequest, type ChangeRequestOutput } from './changeRequest.ts';
import { changeRequestOutput } from './changeRequestOutput.ts';
import { closeChangeRequest } from './closeChangeRequest.ts';
import { changeRequestById } from './getChangeRequest.ts';

/**
 * One that the caller's organisation asked for: whoever asked sees it, and who may see the roles there.
 * @throws Refusal `notFound`
 */
async function seenByPartner(
  { changeRequestId }: { changeRequestId: string },
  context: PartnerContext,
): Promise<Stored<ChangeRequest>> {
  const { actor, access, relationship } = context;
  const request = await changeRequestById(context, changeRequestId);
  const ours = request.partnerId === actor.tenantId && request.invitationId === relationship.invitationId;
  if (!ours || (request.requesterId !== actor.objectId && !grantOf(access, 'roles.view'))) throw notFound();
  return request;
}

/** What became of a change that waited. */
export async function getPartnerChangeRequest(
  path: { changeRequestId: string },
  context: PartnerContext,
): Promise<ChangeRequestOutput> {
  return changeRequestOutput(await seenByPartner(path, context), context.now);
}

/** The partner does not want it any more (R61). */
export async function cancelChangeRequest(
  path: { changeRequestId: string },
  context: PartnerContext,
): Promise<Change<ChangeRequestOutput>> {
  const request = await seenByPartner(path, context);
  expectPending(request, 'cancel', context.now);
  return closeChangeRequest(request, 'canceled', context);
}
