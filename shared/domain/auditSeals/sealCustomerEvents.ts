import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { idsBegin } from '../ids.ts';
import { Conflict, type Store, type Stored } from '../store.ts';
import {
  AuditSeal,
  auditSealTtlSeconds,
  sealId,
  statementHash,
  statementOf,
  statementText,
  type SealedLeaf,
  type SealStatement,
} from './auditSeal.ts';
import type { AuditSigner } from './auditSigner.ts';
import { eventHash, latestLandingMs, LoggedEvent } from './loggedEvent.ts';
import { SealHead, sealHeadId } from './sealProgress.ts';
import { sealsOver } from './sealsOver.ts';

export interface Sealing {
  readonly store: Store;
  readonly signer: AuditSigner;
  readonly clock: Clock;
  readonly operatorTenantId: string;
}

/** Events of one seal; a seal of this many has some 100 kB. */
const eventsPerSeal = 1_000;
/** Events of one customer in one run; what is more waits for the next. */
const eventsPerRun = 20_000;
const eventsPerRead = 200;
const sealsPerRead = 20;
/** The store's clock may step back by this much, as when another of its nodes takes over. */
export const overlapSeconds = 300;

/** `_ts` is when the store took it: what lands late is late in this, whatever its id says. */
const StoredEvent = z.object({ ...LoggedEvent.shape, _ts: z.number() });
const SealInShort = AuditSeal.pick({ id: true, type: true, statement: true });
const SealedIds = AuditSeal.pick({ id: true, type: true, leaves: true });

/**
 * Seals what is stored of a customer's log and in no seal yet. Nothing of it needs a commit's help: a run looks at what was
 * stored since the last one, and a little before, and leaves out what is sealed.
 *
 * @param complete until when everything was sealed before this run, as far as that is known
 * @returns how many were sealed, whether these are all, and the last seal now
 */
export async function sealCustomerEvents(
  customerId: string,
  complete: number | undefined,
  { store, signer, clock, operatorTenantId }: Sealing,
): Promise<{ sealed: number; all: boolean; head: SealLink | undefined }> {
  const customer = store.tenant(customerId);
  const head = await store.tenant(operatorTenantId).read(SealHead, sealHeadId(customerId));
  let link = await lastLink();
  const { leaves, storedUntil, all } = await unsealed();

  for (let begin = 0; begin < leaves.length; begin += eventsPerSeal) {
    const some = leaves.slice(begin, begin + eventsPerSeal);
    link = await seal(some, (link?.number ?? 0) + 1);
  }
  if (link) await moveHead(link);
  return { sealed: leaves.length, all, head: link };

  /** The chain goes on from the head where seals behind it are gone: the gap stays for everybody to see. */
  async function lastLink(): Promise<SealLink | undefined> {
    const [last] = await customer.list(SealInShort, { where: [], orderBy: 'id', descending: true, top: 1 });
    return head && (!last || last.statement.number < head.number) ? head : last && linkOf(last.statement);
  }

  async function unsealed() {
    const since = (head?.storedUntil ?? 0) - overlapSeconds;
    const sealed = await sealedSince(since);
    // What says that it is older was held up, or was stored anew and is sealed already.
    const early = idsBegin('auditEvent', new Date(Math.max(0, since * 1000 - latestLandingMs)));
    const found: (SealedLeaf & { storedAt: number })[] = [];
    let until = head?.storedUntil ?? 0;
    for (let after: string | undefined, more = true; more && found.length < eventsPerRun;) {
      const where = [{ member: '_ts', atLeast: since }];
      const page = { where, orderBy: 'id', ...(after === undefined ? {} : { after }), top: eventsPerRead } as const;
      const events = await customer.list(StoredEvent, page);
      const late = events.filter(({ id }) => id < early).map(({ id }) => id);
      for await (const { leaves: earlier } of sealsOver(customer, SealedIds, [late[0] ?? '~', late.at(-1) ?? ''])) {
        for (const { id } of earlier) sealed.add(id);
      }
      for (const event of events) {
        until = Math.max(until, event._ts);
        if (!sealed.has(event.id)) found.push({ id: event.id, hash: eventHash(event), storedAt: event._ts });
      }
      more = events.length === eventsPerRead;
      after = events.at(-1)?.id;
    }
    const complete_ = found.length < eventsPerRun;
    return { leaves: found, all: complete_, storedUntil: complete_ ? until : (head?.storedUntil ?? 0) };
  }

  async function sealedSince(since: number): Promise<Set<string>> {
    const ids = new Set<string>();
    for (let after: string | undefined, more = true; more;) {
      const where = [{ member: 'storedUntil', atLeast: since }];
      const page = { where, orderBy: 'id', ...(after === undefined ? {} : { after }), top: sealsPerRead } as const;
      const seals = await customer.list(SealedIds, page);
      for (const { leaves: earlier } of seals) for (const { id } of earlier) ids.add(id);
      more = seals.length === sealsPerRead;
      after = seals.at(-1)?.id;
    }
    return ids;
  }

  /** @throws Conflict when another run has made a seal of this number */
  async function seal(some: readonly (SealedLeaf & { storedAt: number })[], number: number): Promise<SealLink> {
    const statement: SealStatement = {
      customerId,
      number,
      sealedAt: clock.now().toISOString(),
      ...(complete === undefined ? {} : { completeUntil: new Date(complete * 1000).toISOString() }),
      ...(link ? { previous: { hash: link.hash, sealedAt: link.sealedAt } } : {}),
      ...statementOf(some),
    };
    const { keyId, signature } = await signer.sign(statementText(statement));
    const document: AuditSeal = {
      id: sealId(number),
      type: 'auditSeal',
      statement,
      keyId,
      signature: signature.toString('base64url'),
      leaves: some.map(({ id, hash }) => ({ id, hash })),
      storedUntil: some.reduce((latest, { storedAt }) => Math.max(latest, storedAt), 0),
    };
    await customer.commit([{ create: document, ttlSeconds: auditSealTtlSeconds }]);
    return linkOf(statement);
  }

  /** Behind the seals; one that a crash left behind is moved by the next run, which sees the same events again. */
  async function moveHead({ number, hash, sealedAt }: SealLink): Promise<void> {
    if (head?.number === number && head.hash === hash && head.storedUntil === storedUntil) return;
    const id = sealHeadId(customerId);
    const next: SealHead = { id, type: 'sealHead', sealed: customerId, number, hash, sealedAt, storedUntil };
    try {
      await store.tenant(operatorTenantId).commit([head ? { replace: replacing(head, next) } : { create: next }]);
    } catch (error) {
      // Another run has moved it.
      if (!(error instanceof Conflict)) throw error;
    }
  }
}

/** What the next seal says of one. */
export type SealLink = Pick<SealHead, 'number' | 'hash' | 'sealedAt'>;

const linkOf = (statement: SealStatement): SealLink => ({
  number: statement.number,
  hash: statementHash(statement),
  sealedAt: statement.sealedAt,
});

const replacing = ({ _etag }: Stored<SealHead>, next: SealHead) => ({ ...next, _etag });
