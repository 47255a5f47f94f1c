import { containers } from '../../shared/data/containers.ts';
import type { World } from './world.ts';

/** Everything that is stored, in all containers and partitions, versions and times of writing included, as one text. */
export function storedState({ product: { store } }: World): string {
  return Object.keys(containers)
    .flatMap((container) => store.inspect(container).map((document) => JSON.stringify([container, document])))
    .sort()
    .join('\n');
}
