import { CosmosClient } from '@azure/cosmos';
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { emulatorKey } from '../local/cosmos/emulatorKey.ts';
import { cosmosStore } from '../shared/data/cosmosStore.ts';
import { everyRoom } from '../shared/domain/access/roomSet.ts';
import type { TenantContext } from '../shared/domain/operation.ts';
import { listPartnerRooms } from '../shared/domain/rooms/listPartnerRooms.ts';
import { databaseId, type StoreCounts, type StoreToBuild } from './support/storeToBuild.ts';

/*
 * F4: one page of 100 rooms of a partner with N customers, 20 rooms each, in every order: queries, CPU of this process
 * (the store is in one of its own) and request units on the stand-in's cost model. The page is the one in the middle
 * of the list. Everything is read at every page: there is no cache.
 */
const sizes = [100, 1000, 10_000];
const roomsEach = 20;
const top = 100;
const rounds = 15;
const orders = [undefined, 'name', '-name'] as const;

async function measure(n: number): Promise<void> {
  const build: StoreToBuild = { partnerId: randomUUID(), userId: randomUUID(), customers: n, roomsEach };
  const child = fork(fileURLToPath(import.meta.resolve('./support/manyCustomersStore.ts')));
  child.send(build);
  const port = await told<number>(child);
  const client = new CosmosClient({
    endpoint: `http://localhost:${port}`,
    key: emulatorKey,
    connectionPolicy: { enableEndpointDiscovery: false },
  });
  const store = cosmosStore(client, databaseId);
  for (const orderBy of orders) {
    const page = (after: string | undefined) => listPartnerRooms({ orderBy }, contextOf(store, build, after));
    // The first page tells where the second one begins.
    const { next } = await page(undefined);
    const cpuMs: number[] = [];
    for (let round = -10; round < rounds; round++) {
      const before = process.cpuUsage();
      const { rows, completeness } = await page(next);
      const { user, system } = process.cpuUsage(before);
      if (rows.length !== top || !completeness?.complete) throw new Error('This is no whole page.');
      if (round >= 0) cpuMs.push((user + system) / 1000);
    }
    await counts(child);
    await page(next);
    const { queries, requests, requestUnits } = await counts(child);
    const of = { n, rowsEach: roomsEach, top, orderBy: orderBy ?? 'customer' };
    print('aggregatedPage.queries', queries, 'queries', of);
    print('aggregatedPage.requests', requests, 'requests', of);
    print('aggregatedPage.cpu', round(median(cpuMs)), 'ms', { ...of, rounds, least: round(Math.min(...cpuMs)) });
    print('aggregatedPage.requestUnits', round(requestUnits), 'RU', of);
  }
  client.dispose();
  child.disconnect();
}

/** A person of the partner who is Primary admin everywhere, by a token without groups. */
function contextOf(
  store: TenantContext['store'],
  { partnerId, userId }: StoreToBuild,
  after: string | undefined,
): TenantContext {
  const own = store.tenant(partnerId);
  const unused = () => Promise.reject(new Error('The list does not ask for this.'));
  return {
    store,
    own,
    now: new Date(),
    requestId: randomUUID(),
    ifMatch: undefined,
    page: { top, after },
    operatorTenantId: randomUUID(),
    directory: { memberOf: unused, unknownPrincipals: unused, named: unused, search: unused },
    auditKeys: { publicKey: unused },
    actor: {
      tenantId: partnerId,
      objectId: userId,
      kind: 'user',
      appRoles: [],
      globalAdministrator: false,
      groups: new Set(),
    },
    side: 'partner',
    tenant: {} as TenantContext['tenant'],
    tenantAccess: {} as TenantContext['tenantAccess'],
    ownAccess: { grants: [], boundary: everyRoom },
    administrator: false,
    tenantManager: false,
    groupMembershipUnknown: false,
    membershipOf: () => Promise.resolve({ groups: new Set<string>(), unknown: false }),
  };
}

async function told<Message>(child: ChildProcess): Promise<Message> {
  const [message] = (await once(child, 'message')) as [Message];
  return message;
}

async function counts(child: ChildProcess): Promise<StoreCounts> {
  child.send('counts');
  return told<StoreCounts>(child);
}

const round = (value: number) => Math.round(value * 100) / 100;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

function print(figure: string, value: number, unit: string, of: object): void {
  process.stdout.write(`${JSON.stringify({ figure, value, unit, ...of })}\n`);
}

for (const n of sizes) await measure(n);
