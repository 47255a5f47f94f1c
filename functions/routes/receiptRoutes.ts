import { getPartnerReceipt } from '../../shared/domain/receipts/getPartnerReceipt.ts';
import { listReceipts } from '../../shared/domain/receipts/listReceipts.ts';
import { ReceiptOutput } from '../../shared/domain/receipts/receipt.ts';
import { route } from '../http/route.ts';

/** What the customer keeps of ended relationships. */
export const receiptRoutes = [
  route({
    kind: 'query',
    name: 'getPartnerReceipt',
    summary: 'Reads the receipt of the latest end of the relationship with a partner: what was revoked, and a hash.',
    method: 'GET',
    path: 'customer/partners/{partnerId}/receipt',
    audience: 'customer',
    may: 'administrator',
    output: ReceiptOutput,
    run: getPartnerReceipt,
  }),
  route({
    kind: 'list',
    name: 'listReceipts',
    summary: 'Lists the receipts of all ended relationships, newest first.',
    method: 'GET',
    path: 'customer/receipts',
    audience: 'customer',
    may: 'administrator',
    output: ReceiptOutput,
    run: listReceipts,
  }),
];
