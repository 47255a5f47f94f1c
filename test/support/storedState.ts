import { containers } from '../../shared/data/containers.ts';
import type { World } from './world.ts';

/** What timers write, whatever anybody asks for: seals of the log, how far sealing and repairing have come. */
const ofTimers: ReadonlySet<unknown> = new Set(['auditSeal', 'sealHead', 'sealingMark', 'repairPlace']);

/** Whether a document is stored by requests, and not by a timer on its own account. */
export const isOfRequests = ({ type }: Readonly<Record<string, unknown>>): boolean => !ofTimers.has(type);

/**
 * Everything that requests have stored, in all containers and partitions, versions and times of writing included, as one
 * text.
 */
export function storedState({ product: { store } }: World): string {
  return Object.keys(containers)
    .flatMap((container) =>
      store
        .inspect(container)
        .filter(isOfRequests)
        .map((document) => JSON.stringify([container, document])),
    )
    .sort()
    .join('\n');
}
