import type { CustomerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import type { Stored } from '../store.ts';
import { ChangeRequest, type ChangeRequestOutput } from './changeRequest.ts';
import { changeRequestOutput } from './changeRequestOutput.ts';

/** @throws Refusal `notFound` */
export async function changeRequestById(
  { customer }: Pick<CustomerContext, 'customer'>,
  changeRequestId: string,
): Promise<Stored<ChangeRequest>> {
  const request = await customer.read(ChangeRequest, changeRequestId);
  if (!request) throw notFound();
  return request;
}

/** One change that a partner asked the customer for. */
export async function getChangeRequest(
  { changeRequestId }: { changeRequestId: string },
  context: CustomerContext,
): Promise<ChangeRequestOutput> {
  return changeRequestOutput(await changeRequestById(context, changeRequestId), context.now);
}
