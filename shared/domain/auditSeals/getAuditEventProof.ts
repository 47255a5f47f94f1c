import { z } from 'zod';
import { AuditEvent, AuditEventOutput } from '../auditEvents/auditEvent.ts';
import type { CustomerContext } from '../operation.ts';
import { notFound, Refusal } from '../refusal.ts';
import { LoggedSeal, SealStatement } from './auditSeal.ts';
import { PublicKey } from './auditSigner.ts';
import { soundSeal } from './checkLoggedEvents.ts';
import { eventHash } from './loggedEvent.ts';
import { merklePath, PathStep } from './merkleTree.ts';
import { sealsOver } from './sealsOver.ts';

/** What a third party needs to check one event without asking us; docs/audit.md has the check. */
export const AuditEventProof = z.object({
  event: AuditEventOutput,
  /** SHA-256 over a zero byte and the event as canonical JSON, base64url as every hash here. */
  leafHash: z.string(),
  /** From the leaf to the root: the neighbour at each step, and on which side it stands. */
  path: z.array(PathStep),
  /** What was signed, as canonical JSON. */
  statement: SealStatement,
  signature: z.object({ algorithm: z.literal('ES256'), keyId: z.string(), value: z.string() }),
  publicKey: PublicKey,
});

/** The proof of one event; there is none until it is sealed, and none for one that is not as it was sealed. */
export async function getAuditEventProof(
  { eventId }: { eventId: string },
  { customer, auditKeys: keys }: CustomerContext,
): Promise<z.output<typeof AuditEventProof>> {
  const stored = await customer.read(AuditEvent, eventId);
  if (!stored) throw notFound();
  const event = AuditEventOutput.parse(stored);
  const leaf = eventHash(event);
  for await (const raw of sealsOver(customer, LoggedSeal, [eventId, eventId])) {
    const seal = await soundSeal({ customer, keys }, raw);
    const place = seal?.leaves.findIndex(({ id }) => id === eventId) ?? -1;
    if (!seal || place === -1) continue;
    const publicKey = await keys.publicKey(seal.keyId);
    if (!publicKey || seal.leaves[place]?.hash !== leaf) throw notProven();
    const hashes = seal.leaves.map(({ hash }) => hash);
    return {
      event,
      leafHash: leaf,
      path: merklePath(hashes, place),
      statement: seal.statement,
      signature: { algorithm: 'ES256', keyId: seal.keyId, value: seal.signature },
      publicKey,
    };
  }
  throw notProven();
}

const notProven = () =>
  new Refusal('notFound', 'There is no proof of this event: it is not sealed yet, or not as it was sealed.');
