import type { HttpRequest } from '@azure/functions';
import type { Clock } from '../../shared/domain/clock.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Route } from './route.ts';

/** Counts a request of this caller. @throws Refusal `tooManyRequests`, which says when to come again */
export type CallerLimit = (caller: string) => void;

/** So many callers are remembered; beyond, those are forgotten who have not come for longest. */
const maxCallers = 10_000;

/**
 * A bucket of tokens for each caller, in this process: a minute's worth may come at once, then as many as it refills.
 * A request that is refused takes none.
 * @param perMinute 0: there is no limit
 */
export function callerLimit(perMinute: number, clock: Clock): CallerLimit {
  if (perMinute === 0) return () => undefined;
  const perMs = perMinute / 60_000;
  // In the order of coming, which a map keeps.
  const buckets = new Map<string, { left: number; at: number }>();

  return (caller) => {
    const now = clock.now().getTime();
    const { left, at } = buckets.get(caller) ?? { left: perMinute, at: now };
    // A clock that was set back takes nothing away.
    const filled = Math.min(perMinute, left + Math.max(0, now - at) * perMs);
    const refused = filled < 1;
    buckets.delete(caller);
    buckets.set(caller, { left: refused ? filled : filled - 1, at: now });
    for (const oldest of buckets.keys()) {
      if (buckets.size <= maxCallers) break;
      buckets.delete(oldest);
    }
    if (!refused) return;
    const retryAfterSeconds = Math.ceil((1 - filled) / perMs / 1000);
    throw new Refusal('tooManyRequests', 'You send too many requests; slow down.', { retryAfterSeconds });
  };
}

/** What a token opens, and what changes something without one; what anybody may read costs next to nothing. */
export const isLimited = ({ audience, kind }: Route) => audience !== 'anonymous' || kind === 'mutation';

/**
 * Who sends a request without a token: the address that the platform has seen, which it puts behind whatever the sender
 * claims to be forwarding.
 */
export function addressOf(request: HttpRequest): string {
  const forwarded = request.headers.get('x-forwarded-for') ?? '';
  const seen = forwarded.slice(forwarded.lastIndexOf(',') + 1).trim();
  // IPv4 with its port, or IPv6 in brackets with it; an address without a port stays as it is.
  return seen.replace(/^\[(.*)\](:\d+)?$|^([^:]+):\d+$/, '$1$3');
}
