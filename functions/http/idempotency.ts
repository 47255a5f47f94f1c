import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Principal } from '../../shared/domain/principal.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Partition, Write } from '../../shared/domain/store.ts';
import { Answer } from './answer.ts';

const IdempotencyRecord = z.object({
  id: z.string(),
  type: z.literal('idempotencyRecord'),
  /** Digest of method, path and body: another request under the same key is a mistake. */
  request: z.string(),
  answer: Answer,
});

const keptSeconds = 24 * 60 * 60;

/** A request under an Idempotency-Key: where its answer is kept and what it asks. */
export interface IdempotentRequest {
  readonly recordId: string;
  readonly digest: string;
}

/** A key is 1 to 128 visible ASCII characters. */
export const isIdempotencyKey = (key: string) => /^[\x21-\x7e]{1,128}$/.test(key);

/** Keys are the caller's own: the same one of somebody else is another one. */
export function idempotentRequest(
  key: string,
  { tenantId, objectId }: Principal,
  request: { method: string; path: string; body: Buffer },
): IdempotentRequest {
  return {
    recordId: `idem_${digestOf(tenantId, objectId, key)}`,
    digest: digestOf(request.method, request.path, request.body),
  };
}

/** The same request in a relationship that began anew is another one: answers of the earlier one are not given (R34). */
export const boundTo = (
  { recordId, digest }: IdempotentRequest,
  invitationId: string | undefined,
): IdempotentRequest =>
  invitationId === undefined ? { recordId, digest } : { recordId, digest: digestOf(digest, invitationId) };

function digestOf(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('base64url');
}

/**
 * The answer that was given to this very request before, if there is one.
 * @throws Refusal `idempotencyKeyReused` when the key was used for another request
 */
export async function storedAnswer(partition: Partition, request: IdempotentRequest): Promise<Answer | undefined> {
  const record = await partition.read(IdempotencyRecord, request.recordId);
  if (!record) return undefined;
  if (record.request !== request.digest) {
    throw new Refusal('idempotencyKeyReused', 'This Idempotency-Key was used for another request.');
  }
  return { ...record.answer, headers: { ...record.answer.headers, 'idempotency-replayed': 'true' } };
}

/** The write that keeps an answer, in the batch of the change itself: neither is there without the other. */
export function keepAnswer({ recordId, digest }: IdempotentRequest, answer: Answer): Write {
  const record: z.output<typeof IdempotencyRecord> = {
    id: recordId,
    type: 'idempotencyRecord',
    request: digest,
    answer,
  };
  return { create: record, ttlSeconds: keptSeconds };
}
