import { Refusal } from './refusal.ts';
import { Room } from './rooms/room.ts';
import { RoomGroup } from './roomGroups/roomGroup.ts';
import type { Scope } from './scope.ts';
import type { Partition } from './store.ts';

/**
 * Checks that all rooms and groups that a scope names exist at the customer (R21).
 * @throws Refusal `roomUnknown` or `roomGroupUnknown`
 */
export async function expectScopeExists(customer: Partition, scope: Scope): Promise<void> {
  if (scope.kind === 'allRooms') return;
  await customer.prefetch([...scope.roomIds, ...scope.roomGroupIds]);
  const rooms = new Set((await customer.readMany(Room, scope.roomIds)).map(({ id }) => id));
  const groups = new Set((await customer.readMany(RoomGroup, scope.roomGroupIds)).map(({ id }) => id));
  refuse(
    'roomUnknown',
    'room',
    scope.roomIds.filter((id) => !rooms.has(id)),
  );
  refuse(
    'roomGroupUnknown',
    'room group',
    scope.roomGroupIds.filter((id) => !groups.has(id)),
  );
}

function refuse(code: 'roomUnknown' | 'roomGroupUnknown', what: string, unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  const faults = unknown.slice(0, 20).map((message) => ({ path: 'scope', code, message }));
  throw new Refusal(code, `The scope names a ${what} that does not exist.`, { faults });
}
