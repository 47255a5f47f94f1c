import { StandInRefusal } from '../control/standInRoute.ts';
import type { StandInRequest, StandInRoute } from '../control/standInRoute.ts';
import type { CosmosStandIn } from './openCosmos.ts';

/** The store of a start that keeps nothing itself: an emulator or an account at this endpoint, which only the product asks. */
export function cosmosElsewhere(endpoint: string): CosmosStandIn {
  const refuse = () => {
    throw elsewhere(endpoint);
  };
  return {
    httpClient: { sendRequest: () => Promise.reject(elsewhere(endpoint)) },
    listen: () => Promise.reject(elsewhere(endpoint)),
    inspect: refuse,
    partitions: refuse,
    observe: () => () => undefined,
    close: () => Promise.resolve(),
  };
}

/** Routes of such a start: figures of its store, and faults in it, are refused by name. */
export function withoutStore(endpoint: string, routes: readonly StandInRoute[]): StandInRoute[] {
  return routes.map((route) => {
    const ofStore = route.path.startsWith('/control/meter');
    if (!ofStore && route.path !== '/control/faults') return route;
    return {
      ...route,
      run: (request) => {
        if (ofStore || isFaultOfStore(route, request)) throw elsewhere(endpoint);
        return route.run(request);
      },
    };
  });
}

const isFaultOfStore = ({ method }: StandInRoute, request: StandInRequest) =>
  method === 'POST' && (request.json() as { target?: unknown } | null)?.target === 'cosmos';

const elsewhere = (endpoint: string) =>
  new StandInRefusal(
    409,
    'storeElsewhere',
    `The store of this start is ${endpoint} (--cosmos): look at it with its own tools.`,
  );
