import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../canonicalJson.ts';
import { Guid } from '../ids.ts';
import { Person } from '../roles.ts';

/** What the customer keeps of an ended relationship: what was revoked, and that nothing was left (R31). */
export const ReceiptOutput = z.object({
  partnerId: Guid,
  requestedBy: Person,
  requestedAt: z.iso.datetime(),
  completedAt: z.iso.datetime(),
  revoked: z.object({
    /** The built-in one included. */
    assignments: z.int(),
    customRoles: z.int(),
    changeRequests: z.int(),
    pointers: z.int(),
  }),
  /** What was found when both sides were read again; an end with more than nothing is not complete. */
  residual: z.literal(0),
  /** Lower-case hex, over the canonical JSON (RFC 8785) of the receipt without it. */
  sha256: z.string(),
});
export type ReceiptOutput = z.output<typeof ReceiptOutput>;

/** A receipt as it is stored, in the customer's partition and for good: one per ended relationship. */
export const Receipt = z.object({ id: z.string(), type: z.literal('receipt'), ...ReceiptOutput.shape });
export type Receipt = z.output<typeof Receipt>;

/** Made out of the workflow's id: an end has one receipt, however often its last step is run. */
const receiptId = (operationId: string) => operationId.replace(/^op_/, 'rcpt_');

/** Writes out the receipt of an end. */
export function newReceipt(operationId: string, said: Omit<ReceiptOutput, 'sha256'>): Receipt {
  const sha256 = createHash('sha256').update(canonicalJson(said)).digest('hex');
  return { id: receiptId(operationId), type: 'receipt', ...said, sha256 };
}
