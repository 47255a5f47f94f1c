import { z } from 'zod';
import type { LocalClock } from '../clock/localClock.ts';
import { DirectoryGroup, DirectoryUser } from '../directory/directoryEntries.ts';
import { UserPrincipalNameTaken } from '../directory/openDirectory.ts';
import type { Directory } from '../directory/openDirectory.ts';
import type { Outbox } from '../mail/openOutbox.ts';
import { parseInput } from './parseInput.ts';
import { StandInRefusal } from './standInRoute.ts';
import type { StandInRequest, StandInRoute } from './standInRoute.ts';

/** What `/control/store` looks into. */
export interface StoreView {
  /** The documents of a container, or of one partition of it. @throws RangeError for a container that is not there */
  inspect(container: string, partitionKey?: string): readonly unknown[];
  /** The partition keys of a container. @throws RangeError for a container that is not there */
  partitions(container: string): readonly string[];
}

const userPath = '/control/tenants/{tenantId}/users/{objectId}';
const groupPath = '/control/tenants/{tenantId}/groups/{groupId}';
const UserIds = DirectoryUser.pick({ tenantId: true, objectId: true });
const GroupIds = DirectoryGroup.pick({ tenantId: true, groupId: true });
const UserBody = DirectoryUser.omit({ tenantId: true, objectId: true });
const GroupBody = DirectoryGroup.omit({ tenantId: true, groupId: true });
const century = 100 * 366 * 24 * 60 * 60;
const AdvanceInput = z.strictObject({ advanceSeconds: z.number().min(0).max(century) });
const StoreQuery = z.strictObject({ container: z.string().min(1), partitionKey: z.string().optional() });
const PartitionsQuery = StoreQuery.pick({ container: true });

/** What demos and tests turn: people, groups, the clock; and a look into the store. */
export function controlRoutes(options: {
  directory: Directory;
  clock: LocalClock;
  /** Whether the clock may be moved. */
  testClock: boolean;
  store: StoreView;
  outbox: Pick<Outbox, 'list'>;
}): StandInRoute[] {
  const { directory, clock, store, outbox } = options;
  const now = () => ({ now: clock.now().toISOString() });
  const done = { status: 200, body: {} };
  const list = (read: () => readonly unknown[]) => {
    try {
      return { status: 200, body: read() };
    } catch (error) {
      if (error instanceof RangeError) throw new StandInRefusal(404, 'notFound', error.message);
      throw error;
    }
  };
  return [
    {
      method: 'PUT',
      path: userPath,
      run: async (request) => {
        const user = { ...parseInput(UserIds, request.params), ...parseInput(UserBody, request.json()) };
        await directory.putUser(user).catch((error: unknown) => {
          if (error instanceof UserPrincipalNameTaken)
            throw new StandInRefusal(409, 'userPrincipalNameTaken', error.message);
          throw error;
        });
        return done;
      },
    },
    {
      method: 'DELETE',
      path: userPath,
      run: async ({ params }) => {
        const { tenantId, objectId } = parseInput(UserIds, params);
        await directory.removeUser(tenantId, objectId);
        return done;
      },
    },
    {
      method: 'PUT',
      path: groupPath,
      run: async (request) => {
        await directory.putGroup({ ...parseInput(GroupIds, request.params), ...parseInput(GroupBody, request.json()) });
        return done;
      },
    },
    {
      method: 'DELETE',
      path: groupPath,
      run: async ({ params }) => {
        const { tenantId, groupId } = parseInput(GroupIds, params);
        await directory.removeGroup(tenantId, groupId);
        return done;
      },
    },
    { method: 'GET', path: '/control/clock', run: () => ({ status: 200, body: now() }) },
    {
      method: 'POST',
      path: '/control/clock',
      run: async (request) => {
        if (!options.testClock) {
          throw new StandInRefusal(403, 'testClockOff', 'The clock moves only when the start had --test-clock.');
        }
        await clock.advance(parseInput(AdvanceInput, request.json()).advanceSeconds * 1000);
        return { status: 200, body: now() };
      },
    },
    {
      method: 'GET',
      path: '/control/store',
      run: (request) => {
        const { container, partitionKey } = parseInput(StoreQuery, queryOf(request));
        return list(() => store.inspect(container, partitionKey));
      },
    },
    {
      method: 'GET',
      path: '/control/store/partitions',
      run: (request) => {
        const { container } = parseInput(PartitionsQuery, queryOf(request));
        return list(() => store.partitions(container));
      },
    },
    { method: 'GET', path: '/control/outbox', run: () => ({ status: 200, body: outbox.list() }) },
  ];
}

function queryOf({ url }: StandInRequest): Record<string, string> {
  return Object.fromEntries(url.searchParams);
}
