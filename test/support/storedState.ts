import { containers } from '../../shared/data/containers.ts';
import type { World } from './world.ts';

/** What the timer that seals the log writes by the minute. */
const ofSealing: ReadonlySet<unknown> = new Set(['auditSeal', 'sealHead', 'sealingMark']);

/**
 * Everything that is stored, in all containers and partitions, versions and times of writing included, as one text; but for
 * the seals of the log.
 */
export function storedState({ product: { store } }: World): string {
  return Object.keys(containers)
    .flatMap((container) => store.inspect(container).map((document) => ({ container, document })))
    .filter(({ document }) => !ofSealing.has(document['type']))
    .map(({ container, document }) => JSON.stringify([container, document]))
    .sort()
    .join('\n');
}
