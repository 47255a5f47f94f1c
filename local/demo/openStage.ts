import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { callApi, type ApiAnswer, type ApiBody } from '../seed/callApi.ts';
import type { Telling } from './createTelling.ts';
import { DemoFailure } from './demoFailure.ts';

/** Somebody in the story. */
export interface Actor {
  readonly name: string;
  readonly member: { readonly type: 'user'; readonly id: string };
  /** Sends a request and tells of it. @throws DemoFailure when the answer is another one than the story says */
  asks(method: string, path: string, expected: Expected): Promise<ApiAnswer>;
  /** Sends a GET without a word. @returns the status */
  tries(path: string): Promise<number>;
  /** Waits for a workflow that this person has started, and tells of its end. @throws DemoFailure when it fails */
  awaits(accepted: ApiAnswer): Promise<void>;
}

interface Expected {
  body?: unknown;
  /** The ETag that was read. */
  ifMatch?: string;
  status: number;
  /** Of a refusal. */
  code?: string;
  /** What there is to say of the answer. */
  short?: (body: ApiBody, text: string) => string;
}

/** An organisation in the story; its ids are new in every run. */
export interface Organisation {
  readonly name: string;
  readonly tenantId: string;
  readonly domain: string;
  person(name: string, options?: { globalAdministrator?: boolean }): Promise<Actor>;
}

export interface Stage {
  readonly telling: Telling;
  readonly operator: Actor;
  /** The application that reports what it sees in rooms. */
  readonly monitor: Actor;
  /** Has the host run one of its timers now, which would run within a minute anyway. */
  runTimer(name: string): Promise<void>;
  /** Not registered yet: that is part of the story. */
  organisation(name: string): Organisation;
}

const globalAdministratorRole = '62e90394-69f5-4237-9190-012177145e10';
const pollMs = 50;
const longestWaitMs = 30_000;

/**
 * Where the story plays: the API and the stand-ins of a running `npm start`.
 *
 * @throws DemoFailure when nothing runs there
 */
export async function openStage(addresses: { api: string; standIn: string }, telling: Telling): Promise<Stage> {
  const { api, standIn } = addresses;
  for (const address of [api, standIn]) {
    if (!URL.canParse(address)) throw new DemoFailure(`${address} is no address.`);
  }

  /** @throws DemoFailure when the stand-in is not there or refuses */
  async function prepare(method: string, path: string, body: unknown): Promise<ApiBody> {
    const answer = await reach(standIn + path, { method, body });
    if (answer.status === 200) return answer.body;
    throw new DemoFailure(`${method} ${standIn}${path}: ${answer.status} ${answer.text}`);
  }

  async function actor(name: string, objectId: string, who: object): Promise<Actor> {
    const token = String((await prepare('POST', '/identity/token', who))['access_token']);
    const call = (method: string, path: string, body?: unknown, ifMatch?: string) =>
      reach(path.startsWith('http') ? path : api + path, { method, token, body, ifMatch });
    return {
      name,
      member: { type: 'user', id: objectId },
      async asks(method, path, { body, ifMatch, status, code, short }) {
        const answer = await call(method, path, body, ifMatch);
        const answered = answer.status >= 400 ? String(answer.body['code']) : (short?.(answer.body, answer.text) ?? '');
        telling.request(name, method, path, answer.status, answered);
        if (answer.status === status && (code === undefined || answer.body['code'] === code)) return answer;
        throw new DemoFailure(
          `${name} ${method} ${path}: expected ${status} ${code ?? ''}, got ${answer.status} ${answer.text}`,
        );
      },
      tries: async (path) => (await call('GET', path)).status,
      async awaits(accepted) {
        const address = accepted.headers.get('operation-location') ?? '';
        for (const from = performance.now(); performance.now() - from < longestWaitMs; await delay(pollMs)) {
          const { status, body } = await call('GET', address);
          if (status === 200 && ['notStarted', 'running'].includes(String(body['status']))) continue;
          telling.request(name, 'GET', address.replace(api, ''), status, String(body['status']));
          if (body['status'] === 'succeeded') return;
          throw new DemoFailure(`The workflow at ${address} ended otherwise: ${status} ${JSON.stringify(body)}`);
        }
        throw new DemoFailure(`The workflow at ${address} did not end in ${longestWaitMs / 1000} s.`);
      },
    };
  }

  return {
    telling,
    operator: await actor('Operator', '', { userPrincipalName: 'operator@platform.example' }),
    monitor: await actor('Monitor', '', { userPrincipalName: 'monitor@platform.example' }),
    async runTimer(name) {
      const address = new URL(`/admin/functions/${name}`, api).href;
      const { status } = await reach(address, { method: 'POST', body: { input: '' } });
      if (status !== 202) throw new DemoFailure(`POST ${address}: ${status}`);
    },
    organisation(name) {
      const tenantId = randomUUID();
      const domain = `${name.toLowerCase()}-${tenantId.slice(0, 8)}.example`;
      telling.name(tenantId, name);
      return {
        name,
        tenantId,
        domain,
        async person(displayName, { globalAdministrator = false } = {}) {
          const objectId = randomUUID();
          telling.name(objectId, displayName);
          await prepare('PUT', `/control/tenants/${tenantId}/users/${objectId}`, {
            displayName,
            userPrincipalName: `${displayName.toLowerCase()}@${domain}`,
            wids: globalAdministrator ? [globalAdministratorRole] : [],
          });
          return actor(displayName, objectId, { tenantId, objectId });
        },
      };
    },
  };
}

async function reach(url: string, request: Parameters<typeof callApi>[1]): Promise<ApiAnswer> {
  try {
    return await callApi(url, request);
  } catch (cause) {
    const { origin } = new URL(url);
    throw new DemoFailure(
      `Nothing answers at ${origin}; is \`npm start\` running? Other addresses: --api, --stand-in.`,
      {
        cause,
      },
    );
  }
}
