import type { Change } from '../../shared/domain/operation.ts';
import { fenced } from '../../shared/domain/relationships/fence.ts';
import { Conflict, type Partition } from '../../shared/domain/store.ts';
import type { Answer } from './answer.ts';
import { answeredBy } from './answeredBy.ts';
import type { KnownContext } from './ask.ts';
import { auditEventOf } from './auditEventOf.ts';
import type { Exchange } from './exchange.ts';
import { keepAnswer, type IdempotentRequest } from './idempotency.ts';

/** Everything of a change in one batch: documents, events, the answer under its key (R91). */
export async function commit(
  { route, services, startWorkflow, deadline }: Pick<Exchange, 'route' | 'services' | 'startWorkflow' | 'deadline'>,
  change: Change<unknown>,
  answer: Answer,
  place: Partition,
  context: KnownContext,
  idempotent: IdempotentRequest | undefined,
): Promise<Answer> {
  const events = change.records.map((record) =>
    auditEventOf(record, place.key, context, change.grant ?? context.grant),
  );
  const kept = idempotent ? [keepAnswer(idempotent, answer)] : [];
  await change.before?.();
  try {
    const writes = context.relationship ? fenced(change.writes, context.relationship) : change.writes;
    await place.commit([...writes, ...events, ...kept]);
  } catch (error) {
    // Any other failure may have committed all the same: then nothing may be taken back.
    if (error instanceof Conflict) await change.undo?.();
    throw error;
  }
  const follow = async () => {
    await change.after?.();
    if (change.workflow) await startWorkflow(change.workflow);
  };
  try {
    await answeredBy(deadline, follow());
  } catch (error) {
    // What follows a commit is repaired when it is lost; the answer is true all the same.
    services.report(error, { route: route.name });
  }
  return answer;
}
