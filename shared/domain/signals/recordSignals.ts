import { z } from 'zod';
import { unchanged, type Change, type MonitorContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { recordSignal } from './recordSignal.ts';
import { Signal, signalResults, type SignalResult } from './signal.ts';

export const RecordSignals = z.strictObject({ signals: z.array(Signal).min(1).max(100) });

export const RecordedSignals = z.object({
  results: z.array(z.object({ signalId: z.string(), result: z.enum(signalResults) })),
});

/** Records what monitoring saw, in the order it says it: each signal with all that follows from it, or not at all (R50). */
export async function recordSignals(
  { signals }: z.output<typeof RecordSignals>,
  { customer, now, inTurn }: MonitorContext,
): Promise<Change<z.output<typeof RecordedSignals>>> {
  if (!(await customer.read(Tenant, tenantDocumentId))) throw notFound();
  const results: { signalId: string; result: SignalResult }[] = [];
  for (const signal of signals) {
    const result = await inTurn((partition) => recordSignal(signal, partition, now));
    results.push({ signalId: signal.signalId, result });
  }
  return unchanged({ results });
}
