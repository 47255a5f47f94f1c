import { isDeepStrictEqual } from 'node:util';
import { BulkOperationType, type Container, type OperationInput } from '@azure/cosmos';
import { Conflict } from '../domain/store.ts';
import { answerTo, attempt, pauseBefore, type Patience } from './patience.ts';
import { failureOf, failureOfStatus, tooLarge, type StoreFailure } from './storeFailure.ts';

type Document = Readonly<Record<string, unknown>>;

/**
 * Sends a batch until it is known whether it was applied, and applies it once: every operation in it is conditional, so
 * that the same batch sent again fails. When an answer was lost, what the batch wrote is read back.
 *
 * @throws Conflict when a condition does not hold
 * @throws Refusal `temporarilyUnavailable` when that could not be found out in time
 */
export async function sendBatch(
  { container, key, patience }: { container: Container; key: string; patience: Patience },
  operations: OperationInput[],
): Promise<void> {
  const proof = proofOf(operations);
  const isApplied = async () => {
    if (!proof) return false;
    const item = container.item(String(proof.written['id']), key);
    const { resource } = await answerTo(patience, (options) => item.read<Document>(options));
    return resource !== undefined && resource._etag !== proof.replaced && isWritten(proof.written, resource);
  };

  // Whether an earlier sending may have been applied, or still may be: it can be under way.
  let unsure = false;
  for (let tries = 1; ; tries++) {
    const failure = await send(operations, container, key, patience);
    if (!failure) return;
    unsure ||= failure.kind === 'unsure';
    if (unsure && (await isApplied())) return;
    if (failure.kind === 'conflict') throw new Conflict('A document has changed meanwhile.', { cause: failure.cause });
    await pauseBefore(patience, tries, failure.retryAfterMs, failure.cause);
  }
}

/** Sends a batch once; answers what went wrong. */
async function send(
  operations: OperationInput[],
  container: Container,
  key: string,
  patience: Patience,
): Promise<(StoreFailure & { readonly cause?: unknown }) | undefined> {
  let answer;
  try {
    answer = await attempt(patience, (options) => container.items.batch(operations, key, options));
  } catch (cause) {
    return { ...failureOf(cause), cause };
  }
  const { code, result } = answer;
  if (code === 200) return undefined;
  const status = result?.find(({ statusCode }) => statusCode !== 424)?.statusCode ?? code;
  if (status === 413) throw tooLarge();
  // Of a batch that was answered nothing was applied.
  if (status === 404) return { kind: 'conflict', retryAfterMs: undefined };
  const kind = failureOfStatus(status);
  if (kind) return { kind: kind === 'unsure' ? 'busy' : kind, retryAfterMs: undefined };
  throw new Error(`The store answered ${status ?? 'nothing'} to a commit.`);
}

/**
 * The document that shows that a batch was applied: the last that it creates, which is its audit event or the answer
 * under its key where it has one, as nobody ever changes these; or else the last that it replaces, but for those that
 * only have to be as they were. A batch that only removes shows nothing: whoever decided on it decides again, and finds
 * it done.
 */
function proofOf(operations: readonly OperationInput[]) {
  const writes = operations.map((operation) => ({
    type: operation.operationType,
    written: ('resourceBody' in operation ? operation.resourceBody : {}) as Document,
    /** The version that is gone when it was applied. */
    replaced: 'ifMatch' in operation ? operation.ifMatch : undefined,
  }));
  return (
    writes.findLast(({ type }) => type === BulkOperationType.Create) ??
    writes.findLast(({ type, written }) => type === BulkOperationType.Replace && !('_etag' in written))
  );
}

/** Whether what is stored is what was sent, to which the store adds members of its own. */
const isWritten = (sent: Document, stored: Document): boolean =>
  Object.entries(JSON.parse(JSON.stringify(sent)) as Document).every(([member, value]) =>
    isDeepStrictEqual(value, stored[member]),
  );
