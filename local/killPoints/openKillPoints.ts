import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { ActivityStep } from '../durable/openDurableEngine.ts';

/** A point in the life of a workflow's step, as `/control/killPoint` takes it. */
export const KillPoint = z.strictObject({
  /** The kind of operation. */
  orchestration: z.string().min(1),
  /** The name of one of its steps. */
  step: z.string().min(1),
  at: z.enum(['beforeEffect', 'afterEffect', 'afterCheckpoint']),
  /** So many processes die there, one after the other. */
  times: z.int().min(1).default(1),
});
type KillPoint = z.output<typeof KillPoint>;

/** Points at which the process kills itself. */
export interface KillPoints {
  add(point: KillPoint): void;
  /** Dies by SIGKILL if somebody wants it here. */
  reached(step: ActivityStep): void;
}

/** @param file where points are kept over the death of the process; without one they die with it */
export function openKillPoints(file: string | undefined): KillPoints {
  let points =
    file !== undefined && existsSync(file) ? z.array(KillPoint).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
  const keep = () => {
    if (file !== undefined) writeFileSync(file, JSON.stringify(points), { flush: true });
  };
  return {
    add(point) {
      points.push(point);
      keep();
    },
    reached({ orchestration, activity, at }) {
      const found = points.find(
        (point) => point.orchestration === orchestration && point.step === activity && point.at === at,
      );
      if (!found) return;
      points = points.flatMap((point) => {
        if (point !== found) return [point];
        return point.times > 1 ? [{ ...point, times: point.times - 1 }] : [];
      });
      keep();
      process.kill(process.pid, 'SIGKILL');
    },
  };
}
