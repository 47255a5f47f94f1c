import { z } from 'zod';
import type { Partition, Stored } from '../store.ts';

/**
 * Where a repair that works through everything, a bounded part in each run, goes on: in the operator's partition, so that
 * no run begins anew with what the last one has done.
 */
const RepairPlace = z.object({
  id: z.string(),
  type: z.literal('repairPlace'),
  /** The last tenant in the order of registration whose part is done. */
  behindTenant: z.string(),
  /** Which round is being made over the tenants that follow. */
  round: z.string(),
  /** The last row of it that was looked at. */
  behindRow: z.string(),
});
export type RepairPlace = Omit<z.output<typeof RepairPlace>, 'type'>;

/** Where the repair of this name goes on: at the beginning if it has never run. */
export async function readRepairPlace(operator: Partition, name: string): Promise<RepairPlace | Stored<RepairPlace>> {
  const id = `repairPlace_${name}`;
  return (await operator.read(RepairPlace, id)) ?? { id, behindTenant: '', round: '', behindRow: '' };
}

/** @throws Conflict when another run has gone on from the same place */
export async function keepRepairPlace(
  operator: Partition,
  from: RepairPlace | Stored<RepairPlace>,
  to: Partial<RepairPlace>,
) {
  const next = { ...from, ...to, type: 'repairPlace' };
  await operator.commit(['_etag' in from ? { replace: { ...next, _etag: from._etag } } : { create: next }]);
}
