import type { CustomerContext } from '../operation.ts';
import { openUpdateRing } from './openUpdateRing.ts';
import { roomCounts } from './roomCounts.ts';
import { updateRingOutput, type UpdateRingOutput } from './updateRing.ts';

/** One update ring, with its rooms in reach counted (R53). */
export async function getUpdateRing(
  { ringId }: { ringId: string },
  context: CustomerContext,
): Promise<UpdateRingOutput> {
  const ring = await openUpdateRing(context, ringId);
  const counts = await roomCounts(context, [ringId]);
  return updateRingOutput(ring, counts.get(ringId) ?? 0);
}
