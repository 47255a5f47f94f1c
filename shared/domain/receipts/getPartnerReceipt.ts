import type { CustomerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { Receipt, type ReceiptOutput } from './receipt.ts';

/** The receipt of the latest end of the relationship with a partner; there is none before the first (R31, R34). */
export async function getPartnerReceipt(
  { partnerId }: { partnerId: string },
  { customer }: CustomerContext,
): Promise<ReceiptOutput> {
  const [latest] = await customer.list(Receipt, {
    where: [{ member: 'partnerId', oneOf: [partnerId] }],
    orderBy: 'id',
    descending: true,
    top: 1,
  });
  if (!latest) throw notFound();
  return latest;
}
