import type { Room } from './room.ts';

type HealthSources = Pick<Room, 'signals' | 'troubles'>;

/** How a room is (R50): what monitoring heard of its connection goes before open tickets. */
function healthOf({ signals, troubles = 0 }: HealthSources): Room['health'] {
  if (signals?.connectivity?.ticketId !== undefined) return 'disconnected';
  return troubles > 0 ? 'unhealthy' : 'healthy';
}

/** The room after something happened that its health follows from. Its version stays: health is no part of it. */
export function withHealth<R extends Room>(room: R, sources: HealthSources): R {
  const next = { ...room, ...sources };
  return { ...next, health: healthOf(next) };
}
