import type { Fault } from '../../../local/faults/openFaults.ts';
import { everyRouteOnce } from '../../support/everyRouteOnce.ts';
import { isOfRequests } from '../../support/storedState.ts';
import { startWorld, type ProductParts, type World } from '../../support/world.ts';

/** A call that hangs for longer than this is sent again. */
const attemptMs = 800;

/** What may happen to one call to the store (S5). */
export const effects: readonly { readonly name: string; readonly slow?: true; readonly do: Fault['do'] }[] = [
  { name: '408 before the commit', do: { status: 408 } },
  { name: '408 after the commit', do: { status: 408, drop: 'afterCommit' } },
  { name: '410', do: { status: 410 } },
  { name: '412', do: { status: 412 } },
  { name: '429', do: { status: 429, retryAfterMs: 5 } },
  { name: '449', do: { status: 449 } },
  { name: '503 before the commit', do: { status: 503 } },
  { name: '503 after the commit', do: { status: 503, drop: 'afterCommit' } },
  { name: 'a connection cut before the commit', do: { drop: 'beforeCommit' } },
  { name: 'a connection cut after the commit', do: { drop: 'afterCommit' } },
  { name: 'a commit that comes late', slow: true, do: { delayMs: attemptMs + 200 } },
  { name: 'a stall of 30 s before the commit', slow: true, do: { delayMs: 30_000, drop: 'beforeCommit' } },
  { name: 'a stall of 30 s after the commit', slow: true, do: { delayMs: 30_000, drop: 'afterCommit' } },
];

/** So many tours, each with other faults in the same places. */
export const tours = Number(process.env['FAULT_TOURS'] ?? 2);
/** With so many every fault is in every place. */
export const everything = tours >= effects.length;

export const kinds = ['read', 'query', 'batch'] as const;

/** A world in which faults are met, and whose requests have 2 s to be answered. */
export const startFaultyWorld = (swap = (parts: ProductParts) => parts): Promise<World> =>
  startWorld({
    // Without a mailer no timer changes meanwhile what is stored.
    swap: ({ mailer: _, environment, ...parts }) =>
      swap({ ...parts, environment: { ...environment, ANSWER_WITHIN_MS: String(attemptMs / 0.4) } }),
  });

/** How a fault is chosen for the calls of a kind in the nth request. */
export type ChooseEffect = (request: number, kind: (typeof kinds)[number]) => Fault['do'] | undefined;

/** What is stored of a tour in the end, and how many faults were met on the way. */
interface Tour {
  readonly stored: string[];
  readonly faults: number;
}

/** Asks every route once, with faults on the way to the store. */
export async function tourWith(world: World, choose: ChooseEffect): Promise<Tour> {
  const { faults, store } = world.product;
  const documents = () =>
    ['tenants', 'partners', 'operations', 'domains'].flatMap((container) =>
      store.inspect(container).filter(isOfRequests),
    );
  const before = new Set(documents().map(({ place }) => place));
  let request = 0;
  let met = 0;
  await everyRouteOnce(world, async (_, ask) => {
    for (const kind of kinds) {
      const effect = choose(request, kind);
      if (effect) faults.add({ target: 'cosmos', when: { kind }, do: effect, times: 1 });
    }
    request++;
    const added = faults.list().length;
    try {
      return await ask();
    } finally {
      met += added - faults.list().length;
      faults.clear();
    }
  });
  const stored = documents()
    .filter(({ place }) => !before.has(place))
    .map(({ _etag, _ts, ...document }) => withoutChance(JSON.stringify(document)))
    .sort();
  return { stored, faults: met };
}

/** Ids, times and random texts are another every time. */
const withoutChance = (text: string) =>
  text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'guid')
    .replaceAll(/_[0-9a-hjkmnp-tv-z]{26}/g, '_id')
    .replaceAll(/-[0-9a-f]{8}\.example/g, '-some.example')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
    .replaceAll(/"[A-Za-z0-9_+/=-]{22,}"/g, '"random"');
