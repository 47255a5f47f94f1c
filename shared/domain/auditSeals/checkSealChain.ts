import { z } from 'zod';
import type { Condition, Partition } from '../store.ts';
import { auditSealTtlSeconds, LoggedSeal, sealId, SealStatement, statementHash } from './auditSeal.ts';
import { sealFault, type LogFault } from './logFault.ts';
import type { SealHead } from './sealProgress.ts';

const sealsPerRead = 500;

const ChainLink = LoggedSeal.pick({ id: true, type: true, statement: true });
type ChainLink = z.output<typeof ChainLink>;

interface Chain {
  readonly customer: Partition;
  /** Read before the seals are: none that it knows of can be missing then. */
  readonly head: SealHead | undefined;
  readonly now: Date;
}

/**
 * Follows the seals that were made in a period, the one before them and the one after: numbers without a gap, each with the
 * hash of the one before, and at the end the one that the head names.
 */
export async function checkSealChain(
  { customer, head, now }: Chain,
  from: string | undefined,
  until: string | undefined,
): Promise<{ seals: number; fault?: LogFault }> {
  const isGone = (sealedAt: string) => Date.parse(sealedAt) + auditSealTtlSeconds * 1000 <= now.getTime();
  let previous: SealStatement | undefined;
  const [before] = from === undefined ? [] : await list({ member: 'statement.sealedAt', atMost: from }, 1, true);
  let seals = 0;

  for (let rows = await list({ member: 'id', atLeast: before?.id ?? '' }, sealsPerRead); rows.length > 0;) {
    for (const row of rows) {
      const fault = faultOf(row);
      if (fault) return { seals, fault };
      seals++;
      if (previous && until !== undefined && previous.sealedAt > until) return { seals };
    }
    rows = rows.length < sealsPerRead ? [] : await list({ member: 'id', atLeast: rows.at(-1)?.id ?? '' }, sealsPerRead);
  }
  const fault = faultAtEnd();
  return { seals, ...(fault ? { fault } : {}) };

  function list(where: Condition, top: number, descending = false): Promise<ChainLink[]> {
    const after = previous && !descending ? { after: sealId(previous.number) } : {};
    return customer.list(ChainLink, { where: [where], orderBy: 'id', descending, ...after, top });
  }

  /** Goes on to a seal, and says what is wrong about it or about the way to it. */
  function faultOf({ id, statement: told }: ChainLink): LogFault | undefined {
    const { data: statement } = SealStatement.safeParse(told);
    const number = (previous?.number ?? 0) + 1;
    if (!statement || id !== sealId(statement.number) || statement.customerId !== customer.key) {
      return sealFault('sealChanged', /^seal_\d{10}$/.test(id) ? Number(id.slice('seal_'.length)) : number);
    }
    const first = !previous;
    const expected = previous && { number, hash: statementHash(previous) };
    previous = statement;
    if (expected && statement.number !== expected.number) return sealFault('sealMissing', expected.number);
    if (expected && statement.previous?.hash !== expected.hash) return sealFault('sealChanged', expected.number - 1);
    // The first one that is left: the ones before it must have been there long enough to be gone by now.
    if (!first || before) return undefined;
    if (statement.number === 1 && !statement.previous) return undefined;
    if (statement.previous && statement.number > 1 && isGone(statement.previous.sealedAt)) return undefined;
    return sealFault('sealMissing', statement.number - 1);
  }

  function faultAtEnd(): LogFault | undefined {
    if (!head || (!previous && isGone(head.sealedAt))) return undefined;
    if (!previous || head.number > previous.number)
      return sealFault('sealMissing', (previous?.number ?? head.number - 1) + 1);
    return head.number === previous.number && head.hash !== statementHash(previous)
      ? sealFault('sealChanged', head.number)
      : undefined;
  }
}
