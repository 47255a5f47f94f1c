import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import { Receipt, type ReceiptOutput } from './receipt.ts';

/** All receipts of the customer, those of relationships that began anew too, newest first (R34). */
export const listReceipts = (_: object, context: CustomerContext): Promise<ListPage<ReceiptOutput>> =>
  listPage(context.customer, Receipt, context, [], { newestFirst: true });
