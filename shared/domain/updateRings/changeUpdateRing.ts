import { z } from 'zod';
import { grantOverAllRooms } from '../access/prepareAccess.ts';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { expectVersion, unchanged, type Change, type CustomerContext } from '../operation.ts';
import { Refusal } from '../refusal.ts';
import { Name, sortKey } from '../text.ts';
import { openUpdateRing } from './openUpdateRing.ts';
import { roomCounts } from './roomCounts.ts';
import { DeferralDays, updateRingOutput, updateRingTag, type UpdateRingOutput } from './updateRing.ts';

export const ChangeUpdateRing = z.strictObject({ name: Name.optional(), deferralDays: DeferralDays.optional() });

/** Changes name or deferral of a ring: that is for all rooms in it, so whoever does it reaches all rooms (R53). */
export async function changeUpdateRing(
  { ringId, ...patch }: z.output<typeof ChangeUpdateRing> & { ringId: string },
  context: CustomerContext,
): Promise<Change<UpdateRingOutput>> {
  const ring = await openUpdateRing(context, ringId);
  expectVersion(context, updateRingTag(ring));
  const grant = grantOverAllRooms(context.access, 'updateRings.modify');
  if (!grant) throw new Refusal('scopeTooNarrow', 'Changing an update ring takes an assignment over all rooms.');
  const { name = ring.name, deferralDays = ring.deferralDays } = patch;
  const next = { ...ring, name, deferralDays, changedAt: context.now.toISOString(), sortKey: sortKey(name, ringId) };
  const counts = await roomCounts(context, [ringId]);
  const roomCount = counts.get(ringId) ?? 0;
  const changes = memberChanges(ring, next);
  if (changes.length === 0) return unchanged(updateRingOutput(ring, roomCount));
  return {
    answer: updateRingOutput(next, roomCount),
    writes: [{ replace: next }],
    records: [{ category: 'UpdateRing', operation: 'Update', objectId: ringId, objectName: name, changes }],
    grant,
  };
}
