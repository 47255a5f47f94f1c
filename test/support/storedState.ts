import { containers } from '../../shared/data/containers.ts';
import type { World } from './world.ts';

/** What timers write on their own account, so that it may change while nobody asks for anything. */
const ofTimers: ReadonlySet<unknown> = new Set(['notification']);

/**
 * Everything that is stored, in all containers and partitions, versions and times of writing included, as one text. Of
 * what timers write on their own account it says only that it is there.
 */
export function storedState({ product: { store } }: World): string {
  return Object.keys(containers)
    .flatMap((container) => store.inspect(container).map((document) => ({ container, document })))
    .map(({ container, document }) => {
      const { id, type } = document;
      return JSON.stringify(ofTimers.has(type) ? [container, id, type] : [container, document]);
    })
    .sort()
    .join('\n');
}
