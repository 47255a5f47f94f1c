import { z } from 'zod';
import { isAboutRooms } from '../access/accessQuestion.ts';
import { Guid } from '../ids.ts';
import { inBatches } from '../inBatches.ts';
import type { CustomerContext, GroupMembership } from '../operation.ts';
import { Permission } from '../permissions.ts';
import { isLive, relationshipId } from '../relationships/relationship.ts';
import { RelationshipAccess } from '../relationships/relationshipAccess.ts';
import { Room } from '../rooms/room.ts';
import { AnyId } from '../text.ts';
import { AccessExplanation, explainAccess, refusedFor } from './explainAccess.ts';
import { ownStanding, partnerStandings, type Standing } from './standing.ts';

const Check = z.strictObject({
  tenantId: Guid,
  principalId: Guid,
  groups: z.array(Guid).optional(),
  permission: Permission,
  roomId: AnyId.optional(),
});
type Check = z.output<typeof Check>;

export const CheckAccess = z.strictObject({ checks: z.array(Check).min(1).max(100) });
export const AccessCheck = z.object({ results: z.array(AccessExplanation) });

/** So many people's groups are asked for at once, and nobody's any more after so long: they are then not known (R42). */
const lookUps = { size: 1, atOnce: 16 };
const patienceMs = 1_500;

/**
 * Whether people of the customer or of its partners may do something, and why, by their assignments: a Global
 * Administrator is known by a token only.
 */
export async function checkAccess(
  { checks }: z.output<typeof CheckAccess>,
  context: CustomerContext,
): Promise<z.output<typeof AccessCheck>> {
  const { customer, now } = context;
  const roomIds = checks.map(roomIdOf).filter((id) => id !== undefined);
  const [found, standings] = await Promise.all([customer.readMany(Room, roomIds), standingsOf(checks, context)]);
  const rooms = new Map(found.map((room) => [room.id, room]));
  const membershipIn = await lookUpGroups(checks, standings, context);
  return {
    results: checks.map((check) => {
      const { tenantId, principalId, permission } = check;
      const roomId = roomIdOf(check);
      const room = roomId === undefined ? undefined : rooms.get(roomId);
      if (roomId !== undefined && !room) return refusedFor('roomUnknown');
      const standing = standings.get(tenantId);
      if (!standing) return refusedFor('noRelationship');
      return explainAccess(principalId, membershipIn(check), standing, { permission, room }, now);
    }),
  };
}

const roomIdOf = ({ permission, roomId }: Check) => (isAboutRooms(permission) ? roomId : undefined);

/** By tenant, where there is one: the customer itself, and partners with a relationship that has not ended. */
async function standingsOf(checks: readonly Check[], context: CustomerContext): Promise<Map<string, Standing>> {
  const { customer } = context;
  const others = new Set(checks.map(({ tenantId }) => tenantId).filter((tenantId) => tenantId !== customer.key));
  const ids = [...others].map(relationshipId);
  const found = ids.length > 0 ? await customer.all(RelationshipAccess, [{ member: 'id', oneOf: ids }]) : [];
  const partners = await partnerStandings(found.filter(isLive), context);
  return new Map([ownStanding(context), ...partners].map((standing) => [standing.tenantId, standing]));
}

/** The groups of everybody who is asked about: those that are given, or else what the directory says, once of each. */
async function lookUpGroups(
  checks: readonly Check[],
  standings: ReadonlyMap<string, Standing>,
  { membershipOf }: CustomerContext,
): Promise<(check: Check) => GroupMembership> {
  const begun = performance.now();
  const nameOf = ({ tenantId, principalId }: Check) => `${tenantId} ${principalId}`;
  const asked = new Map(checks.filter(({ groups }) => !groups).map((check) => [nameOf(check), check]));
  const found = new Map<string, GroupMembership>();
  await inBatches([...asked], lookUps, async ([one]) => {
    if (!one || performance.now() - begun > patienceMs) return;
    const [name, { tenantId, principalId }] = one;
    const members = standings.get(tenantId)?.holder.assignments.flatMap((assignment) => assignment.members) ?? [];
    found.set(name, await membershipOf({ tenantId, objectId: principalId, groups: undefined }, members));
  });
  const unknown: GroupMembership = { groups: new Set(), unknown: true };
  return (check) =>
    check.groups ? { groups: new Set(check.groups), unknown: false } : (found.get(nameOf(check)) ?? unknown);
}
