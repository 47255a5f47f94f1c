import { createHash, createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { auditEventTtlSeconds } from '../auditEvents/auditEvent.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { Guid } from '../ids.ts';
import type { PublicKey } from './auditSigner.ts';
import { merkleRoot } from './merkleTree.ts';

/** What a seal says, and what is signed: the canonical JSON of this. */
export const SealStatement = z.object({
  customerId: Guid,
  /** Counts up from 1 without a gap. */
  number: z.int().min(1),
  sealedAt: z.iso.datetime(),
  /** What was stored by then had been sealed before: an event of an earlier time came late. Left out where that is not known. */
  completeUntil: z.iso.datetime().optional(),
  /** The seal before; the first one has none. */
  previous: z.object({ hash: z.string(), sealedAt: z.iso.datetime() }).optional(),
  /** How many events, the first and the last id, and a digest of all of them in order. */
  events: z.int().min(1),
  firstEventId: z.string(),
  lastEventId: z.string(),
  eventIds: z.string(),
  /** Of the Merkle tree over the events, in the order of their ids. */
  root: z.string(),
});
export type SealStatement = z.output<typeof SealStatement>;

export const SealedLeaf = z.object({ id: z.string(), hash: z.string() });
export type SealedLeaf = z.output<typeof SealedLeaf>;

/** A seal over some events of one customer, in its partition. */
export const AuditSeal = z.object({
  id: z.string(),
  type: z.literal('auditSeal'),
  statement: SealStatement,
  keyId: z.string(),
  /** ES256 over the statement, base64url. */
  signature: z.string(),
  /** The events by id: so one that is gone can be named, and one that is left be proven. */
  leaves: z.array(SealedLeaf),
  /** When the last of them was stored: seconds since 1970, by the store's clock. */
  storedUntil: z.int(),
});
export type AuditSeal = z.output<typeof AuditSeal>;

/** A seal as it is stored, whatever somebody may have made of it. */
export const LoggedSeal = z.object({
  ...AuditSeal.shape,
  statement: z.unknown().optional(),
  keyId: z.unknown().optional(),
  signature: z.unknown().optional(),
  leaves: z.unknown().optional(),
  storedUntil: z.unknown().optional(),
});

/** Seals outlive the events that they are over, so that what was sealed up to the last day can be checked. */
export const auditSealTtlSeconds = auditEventTtlSeconds + 30 * 24 * 60 * 60;

/** Sorts by number. */
export const sealId = (number: number) => `seal_${String(number).padStart(10, '0')}`;

const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('base64url');

/** What is signed of a statement. */
export const statementText = (statement: SealStatement) => Buffer.from(canonicalJson(statement));

/** What the following seal says of this one. */
export const statementHash = (statement: SealStatement): string => digest(statementText(statement));

/** What a statement says of its events. */
export function statementOf(leaves: readonly SealedLeaf[]) {
  const ids = leaves.map(({ id }) => id);
  return {
    events: leaves.length,
    firstEventId: ids[0] ?? '',
    lastEventId: ids.at(-1) ?? '',
    eventIds: digest(ids.join('\n')),
    root: merkleRoot(leaves.map(({ hash }) => hash)),
  };
}

/** Whether a seal is signed by that key. */
export function isSigned({ statement, signature }: AuditSeal, publicKey: PublicKey): boolean {
  const key = createPublicKey({ key: publicKey, format: 'jwk' });
  const options = { key, dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', statementText(statement), options, Buffer.from(signature, 'base64url'));
}
