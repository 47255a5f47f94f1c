import { z } from 'zod';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import { roomCounts } from './roomCounts.ts';
import { UpdateRing, updateRingOutput, type UpdateRingOutput } from './updateRing.ts';

export const ListUpdateRings = z.object({ orderBy: z.enum(['name', '-name']).optional() });

/** The customer's update rings in their order, with the rooms in reach counted (R53). */
export async function listUpdateRings(
  order: z.output<typeof ListUpdateRings>,
  context: CustomerContext,
): Promise<ListPage<UpdateRingOutput>> {
  // Rings are never made or put into another order, so the order of making is theirs.
  const { rows, ...more } = await listPage(context.customer, UpdateRing, context, [], order);
  const counts = await roomCounts(
    context,
    rows.map(({ id }) => id),
  );
  return { rows: rows.map((ring) => updateRingOutput(ring, counts.get(ring.id) ?? 0)), ...more };
}
