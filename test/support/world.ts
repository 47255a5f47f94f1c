import { randomUUID } from 'node:crypto';
import { routes } from '../../functions/routes/routes.ts';
import type { StoreCall } from '../../local/cosmos/storeCall.ts';
import { runningFunction } from '../../local/host/runningFunction.ts';
import { createLog } from '../../local/start/createLog.ts';
import { registerProduct } from '../../local/start/registerProduct.ts';
import { startProduct, type ProductOptions, type RunningProduct } from '../../local/start/startProduct.ts';
import type { Member } from '../../shared/domain/member.ts';
import { createCaller, type Caller } from './caller.ts';
import { textsOfCustomers } from './textsOfCustomers.ts';
import { unindexedMember } from './unindexedMember.ts';
import { unscopedCall } from './unscopedCall.ts';

const routeNames: ReadonlySet<string> = new Set(routes.map(({ name }) => name));
const globalAdministratorRole = '62e90394-69f5-4237-9190-012177145e10';
const dayMs = 24 * 60 * 60 * 1000;

/** A registered tenant and its Global Administrator. */
export interface WorldTenant {
  readonly tenantId: string;
  readonly name: string;
  readonly domain: string;
  readonly admin: Caller;
}

/** A person of some tenant who can call the API. */
export interface WorldPerson extends Caller {
  readonly tenantId: string;
  readonly objectId: string;
  readonly member: Member;
}

/** A running product, in memory, with everything around it: tests act in it over HTTP as people do. */
export interface World {
  readonly product: RunningProduct;
  readonly operator: Caller;
  /** Somebody without a token. */
  readonly nobody: Caller;
  tenant(name: string, options?: { partner?: boolean; tenantId?: string }): Promise<WorldTenant>;
  person(tenantId: string, who?: PersonOptions): Promise<WorldPerson>;
  group(tenantId: string, options?: { securityEnabled?: boolean; memberOf?: string[] }): Promise<Member>;
  /** Somebody with a raw token. */
  bearer(token: string): Caller;
  advance(by: { days?: number; seconds?: number }): Promise<void>;
  now(): Date;
  /** Stops the product's clock at an instant while something is done; what is later than now is gone to first. */
  at<Result>(instant: Date, act: () => Promise<Result>): Promise<Result>;
  /** The calls to the store since the last time this was asked: those of requests, as timers ask whenever it is their time. */
  storeCalls(of?: 'requests' | 'everything'): StoreCall[];
  /** What the product reported as a defect since the last time this was asked. */
  defects(): unknown[];
  /** Fails when a store call was not limited to tenants, or the product reported a defect that nobody expected. */
  stop(): Promise<void>;
}

interface PersonOptions {
  name?: string;
  globalAdministrator?: boolean;
  memberOf?: string[];
  roles?: string[];
  claims?: Record<string, unknown>;
}

/** What the product is given to work with. */
export type ProductParts = Parameters<ProductOptions['load']>[0];

interface WorldOptions {
  seed?: ProductOptions['seed'];
  log?: (line: string) => void;
  /** Gives the product something else than it would be given: another setting, another way to the store. */
  swap?: (parts: ProductParts) => ProductParts;
}

/** Starts a world. One per test file is enough: tests make tenants of their own. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const calls: { call: StoreCall; by: string | undefined }[] = [];
  const unscoped: StoreCall[] = [];
  const unindexed = new Set<string>();
  let defects: unknown[] = [];
  let stoppedAt: Date | undefined;
  const { swap = (parts: ProductParts) => parts } = options;
  const product = await startProduct({
    ports: { api: 0, standIn: 0, cosmos: 0 },
    dataFolder: undefined,
    testClock: true,
    seed: options.seed ?? 'operatorOnly',
    log: createLog({ quiet: !options.log, json: false, write: options.log ?? (() => undefined) }),
    keys: JSON.parse(process.env['TEST_SIGNING_KEYS'] ?? '{}') as NonNullable<ProductOptions['keys']>,
    load: (parts) => {
      const clock = { ...parts.clock, now: () => stoppedAt ?? parts.clock.now() };
      return registerProduct(swap({ ...parts, clock, report: (error) => void defects.push(error) }));
    },
  });
  product.store.observe((call) => {
    calls.push({ call, by: runningFunction() });
    if (unscopedCall(call)) unscoped.push(call);
    const member = unindexedMember(call);
    if (member !== undefined) unindexed.add(`${call.container}.${member}`);
  });
  const [api = ''] = product.api;
  const caller = (token?: () => Promise<string | undefined>) => createCaller(api, token);
  const issue = (who: Parameters<typeof product.identity.issueToken>[0]) => () => product.identity.issueToken(who);

  const world: World = {
    product,
    operator: caller(issue({ userPrincipalName: 'operator@platform.example' })),
    nobody: caller(),
    bearer: (token) => caller(() => Promise.resolve(token)),
    async tenant(name, { partner = false, tenantId = randomUUID() } = {}) {
      const domain = `${name.toLowerCase()}-${tenantId.slice(0, 8)}.example`;
      const registration = { displayName: name, defaultDomain: domain, domains: [domain], partner };
      const { status, text } = await world.operator.put(`/platform/tenants/${tenantId}`, registration);
      if (status !== 201) throw new Error(`${name} was not registered: ${status} ${text}`);
      return { tenantId, name, domain, admin: await world.person(tenantId, { globalAdministrator: true }) };
    },
    async person(tenantId, { name = 'Person', globalAdministrator = false, memberOf = [], roles, claims } = {}) {
      const objectId = randomUUID();
      await product.directory.putUser({
        tenantId,
        objectId,
        displayName: name,
        userPrincipalName: `${objectId}@people.example`,
        wids: globalAdministrator ? [globalAdministratorRole] : [],
        roles: roles ?? [],
        memberOf,
        kind: 'user',
      });
      const token = issue({ tenantId, objectId, ...(claims ? { claims } : {}) });
      return { ...caller(token), tenantId, objectId, member: { type: 'user', id: objectId } };
    },
    async group(tenantId, { securityEnabled = true, memberOf = [] } = {}) {
      const groupId = randomUUID();
      await product.directory.putGroup({ tenantId, groupId, displayName: 'Group', securityEnabled, memberOf });
      return { type: 'group', id: groupId };
    },
    advance: ({ days = 0, seconds = 0 }) => product.clock.advance(days * dayMs + seconds * 1000),
    now: () => product.clock.now(),
    async at(instant, act) {
      // Timers that become due on the way see that instant too, and not a moment later.
      stoppedAt = instant;
      try {
        await product.clock.advance(Math.max(0, instant.getTime() - product.clock.now().getTime()));
        return await act();
      } finally {
        stoppedAt = undefined;
      }
    },
    storeCalls: (of = 'requests') =>
      calls
        .splice(0)
        .filter(({ by = '' }) => of === 'everything' || routeNames.has(by))
        .map(({ call }) => call),
    defects: () => defects.splice(0),
    async stop() {
      const texts = textsOfCustomers(product.store.inspect('partners'));
      await product.stop();
      if (unscoped.length > 0)
        throw new Error(`Store calls outside any tenant: ${JSON.stringify(unscoped.slice(0, 3))}`);
      if (texts.length > 0) throw new Error(`Under partners' keys (X5): ${texts.slice(0, 3).join(', ')}`);
      if (unindexed.size > 0) {
        throw new Error(`Asked for, but not indexed by shared/data/containers.json: ${[...unindexed].join(', ')}`);
      }
      if (defects.length > 0) throw new AggregateError(defects, `The product reported ${defects.length} defects.`);
      defects = [];
    },
  };
  return world;
}
