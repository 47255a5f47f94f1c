import type { LocalClock } from '../clock/localClock.ts';

/** What rings at a time of the local clock, never earlier. */
export interface Alarms {
  /** Rings at once when the time has come already. A second alarm under the same key takes the first one's place. */
  set(key: string, atMs: number, ring: () => void): void;
  /** Rings what has become due; for a clock that has jumped. */
  ringDue(): void;
  close(): void;
}

/** Node's own timers cannot wait longer. */
const longestWaitMs = 2 ** 31 - 1;

export function openAlarms(clock: LocalClock): Alarms {
  const alarms = new Map<string, { atMs: number; ring: () => void }>();
  let timeout: NodeJS.Timeout | undefined;
  let wakesAtMs = Infinity;

  const wakeAt = (atMs: number) => {
    clearTimeout(timeout);
    wakesAtMs = atMs;
    if (atMs === Infinity) return;
    const waitMs = Math.max(atMs - clock.now().getTime(), 1);
    timeout = setTimeout(ringDue, Math.min(waitMs, longestWaitMs)).unref();
  };
  const ringDue = () => {
    const nowMs = clock.now().getTime();
    const due = [...alarms].filter(([, { atMs }]) => atMs <= nowMs).sort(([, a], [, b]) => a.atMs - b.atMs);
    for (const [key] of due) alarms.delete(key);
    for (const [, { ring }] of due) ring();
    wakeAt([...alarms.values()].reduce((first, { atMs }) => Math.min(first, atMs), Infinity));
  };
  return {
    set(key, atMs, ring) {
      if (atMs <= clock.now().getTime()) {
        alarms.delete(key);
        ring();
        return;
      }
      alarms.set(key, { atMs, ring });
      if (atMs < wakesAtMs) wakeAt(atMs);
    },
    ringDue,
    close() {
      alarms.clear();
      clearTimeout(timeout);
    },
  };
}
