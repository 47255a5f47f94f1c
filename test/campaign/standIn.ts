import { z } from 'zod';

/** What the campaign asks of the stand-ins. */
export interface StandIn {
  token(person: { tenantId: string; objectId: string } | { userPrincipalName: string }): Promise<string>;
  putUser(tenantId: string, objectId: string, user: object): Promise<void>;
  putGroup(tenantId: string, groupId: string, group: object): Promise<void>;
  /** The product's time now, in milliseconds. */
  now(): Promise<number>;
  advance(seconds: number): Promise<void>;
  /** Has the process die when a step gets there. */
  killAt(place: { orchestration: string; step: string; at: string }): Promise<void>;
  /** Has so many commits stall, before or after they are made. */
  stallCommits(times: number, drop: 'beforeCommit' | 'afterCommit'): Promise<void>;
  /** How many of these are still to come. */
  stallsLeft(): Promise<number>;
  /** The documents of a container, or of one partition of it. */
  stored(container: string, partitionKey?: string): Promise<StoredDocument[]>;
}

const StoredDocument = z.looseObject({ id: z.string(), type: z.string().optional() });
type StoredDocument = z.output<typeof StoredDocument>;
const Clock = z.object({ now: z.iso.datetime() });
const Token = z.object({ access_token: z.string() });

/** @param origin of the stand-ins, the same after every start */
export function standInAt(origin: string): StandIn {
  // Asking for a token must not be part of the time that a workflow takes.
  const tokens = new Map<string, string>();
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(origin + path, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  const put = async (path: string, body: object) => {
    await call('PUT', path, body);
  };
  return {
    async token(person) {
      const key = JSON.stringify(person);
      const token = tokens.get(key) ?? Token.parse(await call('POST', '/identity/token', person)).access_token;
      tokens.set(key, token);
      return token;
    },
    putUser: (tenantId, objectId, user) => put(`/control/tenants/${tenantId}/users/${objectId}`, user),
    putGroup: (tenantId, groupId, group) => put(`/control/tenants/${tenantId}/groups/${groupId}`, group),
    now: async () => Date.parse(Clock.parse(await call('GET', '/control/clock')).now),
    async advance(seconds) {
      await call('POST', '/control/clock', { advanceSeconds: seconds });
      tokens.clear();
    },
    async killAt(place) {
      await call('POST', '/control/killPoint', place);
    },
    async stallCommits(times, drop) {
      const effect = { drop, delayMs: 600_000 };
      await call('POST', '/control/faults', { target: 'cosmos', when: { kind: 'batch' }, do: effect, times });
    },
    async stallsLeft() {
      const left = z.array(z.looseObject({ times: z.int() })).parse(await call('GET', '/control/faults'));
      return left.reduce((sum, { times }) => sum + times, 0);
    },
    async stored(container, partitionKey) {
      const query = new URLSearchParams({ container, ...(partitionKey === undefined ? {} : { partitionKey }) });
      return z.array(StoredDocument).parse(await call('GET', `/control/store?${query.toString()}`));
    },
  };
}
