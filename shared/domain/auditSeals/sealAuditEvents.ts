import { AuditEvent } from '../auditEvents/auditEvent.ts';
import { Conflict } from '../store.ts';
import { registeredTenantIds } from '../tenants/registeredTenantIds.ts';
import { overlapSeconds, sealCustomerEvents, type Sealing, type SealLink } from './sealCustomerEvents.ts';
import { completeUntil, SealingMark, sealingMarkId } from './sealProgress.ts';

/** Customers that are sealed at once. */
const atOnce = 8;
const rowsPerRead = 5_000;

const EventInShort = AuditEvent.pick({ id: true, type: true });

interface SealingOutcome {
  /** The last seal of each customer that has a new one. Whoever keeps these elsewhere can find out that later ones are gone. */
  readonly seals: readonly (Pick<SealLink, 'number' | 'hash'> & {
    readonly customerId: string;
    readonly sealed: number;
  })[];
  /** Customers whose events could not all be sealed. */
  readonly behind: number;
}

type Run = Sealing & { readonly report: (error: unknown, where: Record<string, string>) => void };

/** Seals what is new in the logs of all customers. Run every minute, it leaves nothing unsealed for two. */
export async function sealAuditEvents(run: Run): Promise<SealingOutcome> {
  const { store, clock, operatorTenantId, report } = run;
  const begun = Math.floor(clock.now().getTime() / 1000);
  const operator = store.tenant(operatorTenantId);
  const mark = await operator.read(SealingMark, sealingMarkId);
  const customers = await customersToSeal(run, mark);
  const behind: SealingMark['behind'] = [];
  const late = (customerId: string) => behind.push({ customerId, completeUntil: completeUntil(mark, customerId) });
  const seals: SealingOutcome['seals'][number][] = [];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let customerId = customers.pop(); customerId !== undefined; customerId = customers.pop()) {
        try {
          const outcome = await sealCustomerEvents(customerId, completeUntil(mark, customerId), run);
          const { sealed, head } = outcome;
          if (head && sealed > 0) seals.push({ customerId, sealed, number: head.number, hash: head.hash });
          if (!outcome.all) late(customerId);
        } catch (error) {
          late(customerId);
          if (!(error instanceof Conflict)) report(error, { customer: customerId });
        }
      }
    }),
  );
  const next: SealingMark = { id: sealingMarkId, type: 'sealingMark', completeUntil: begun, behind };
  try {
    await operator.commit([mark ? { replace: { ...next, _etag: mark._etag } } : { create: next }]);
  } catch (error) {
    // Another run at the same time has told what it did.
    if (!(error instanceof Conflict)) throw error;
  }
  return { seals, behind: behind.length };
}

/** Those with an event that was stored since the last run, or that it could not finish. */
async function customersToSeal({ store, operatorTenantId }: Run, mark: SealingMark | undefined): Promise<string[]> {
  const customers = new Set(mark?.behind.map(({ customerId }) => customerId));
  const where = [{ member: '_ts', atLeast: (mark?.completeUntil ?? 0) - overlapSeconds }];
  for await (const tenantIds of registeredTenantIds(store, operatorTenantId)) {
    for (let after: string | undefined, more = true; more;) {
      const page = { where, orderBy: 'place', ...(after === undefined ? {} : { after }), top: rowsPerRead } as const;
      const rows = await store.listAcross(EventInShort, [{ tenantIds, where: [] }], page);
      for (const { tenantId } of rows) customers.add(tenantId);
      more = rows.length === rowsPerRead;
      after = rows.at(-1)?.key;
    }
  }
  return [...customers];
}
