import { z } from 'zod';
import { commaList } from '../commaList.ts';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import { ChangeRequest, inStates, type ChangeRequestOutput } from './changeRequest.ts';
import { changeRequestStates } from './changeRequestLifecycle.ts';
import { changeRequestOutput } from './changeRequestOutput.ts';

export const ListChangeRequests = z.object({ state: commaList(changeRequestStates).optional() });

/** The changes that partners asked the customer for, waiting and decided. */
export async function listChangeRequests(
  { state }: z.output<typeof ListChangeRequests>,
  context: CustomerContext,
): Promise<ListPage<ChangeRequestOutput>> {
  const { customer, now } = context;
  const { rows, ...page } = await listPage(customer, ChangeRequest, context, inStates(state, now));
  return { ...page, rows: rows.map((request) => changeRequestOutput(request, now)) };
}
