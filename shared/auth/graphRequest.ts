import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';

interface GraphCall {
  readonly method: 'GET' | 'POST';
  /** Below the endpoint, with its query. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Asks Microsoft Graph about one tenant.
 *
 * @param deadline by `performance.now()`: a question of several calls gives them all the same one
 * @throws Error when it does not answer as it should by then
 */
export type GraphRequest = (tenantId: string, call: GraphCall, deadline?: number) => Promise<unknown>;

export interface GraphAccess {
  readonly endpoint: string;
  /** Where tokens come from: `<authority>/<tenant>/oauth2/v2.0/token`. */
  readonly authority: string;
  /** This application, as every tenant that consented to it knows it. */
  readonly applicationId: string;
  /** Proves to the authority that this is the application, without a secret. */
  readonly assertion: () => Promise<string>;
  readonly clock: Clock;
}

const Token = z.object({ access_token: z.string(), expires_in: z.coerce.number() });

const timeoutMs = 3_000;
const renewBeforeMs = 5 * 60 * 1000;
const maxTokens = 1_000;
/** Whoever is told to wait no time at all waits this long. */
const shortestWaitMs = 50;

/** When a question that is asked now must be answered, by `performance.now()`. */
export const graphDeadline = () => performance.now() + timeoutMs;

/** Work that nobody waits for any longer once the signal is given. */
async function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Requests with the application's own rights in each tenant; tokens are kept per tenant until they run out. A request
 * that is throttled (429, 503) waits as long as it is told, if that leaves time; one whose token is refused is sent
 * again once, with a new one, and one whose connection was lost is too: all of them only ask.
 */
export function graphRequest({ endpoint, authority, applicationId, assertion, clock }: GraphAccess): GraphRequest {
  const tokens = new Map<string, { token: Promise<string>; until: number }>();

  async function fetchToken(tenantId: string): Promise<z.output<typeof Token>> {
    const response = await fetch(`${authority}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: applicationId,
        grant_type: 'client_credentials',
        scope: 'https://graph.microsoft.com/.default',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await assertion(),
      }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    if (!response.ok) throw new Error(`The authority answered ${response.status} for the directory of ${tenantId}.`);
    return Token.parse(await response.json());
  }

  /** @param refused a token that was not taken: another is fetched, unless somebody else has done so already */
  function tokenOf(tenantId: string, refused?: Promise<string>): Promise<string> {
    const now = clock.now().getTime();
    const known = tokens.get(tenantId);
    if (known && known.until > now && known.token !== refused) return known.token;
    const entry = { token: Promise.resolve(''), until: Infinity };
    entry.token = fetchToken(tenantId).then(
      ({ access_token, expires_in }) => {
        entry.until = now + expires_in * 1000 - renewBeforeMs;
        return access_token;
      },
      (error: unknown) => {
        if (tokens.get(tenantId) === entry) tokens.delete(tenantId);
        throw error;
      },
    );
    tokens.delete(tenantId);
    tokens.set(tenantId, entry);
    for (const oldest of tokens.keys()) {
      if (tokens.size <= maxTokens) break;
      tokens.delete(oldest);
    }
    return entry.token;
  }

  return async (tenantId, { method, path, body, headers }, deadline = graphDeadline()) => {
    const signal = AbortSignal.timeout(Math.max(0, Math.floor(deadline - performance.now())));
    const send = (token: string) =>
      fetch(endpoint + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal,
        redirect: 'error',
      });
    let token = tokenOf(tenantId);
    let lost = false;
    for (let renewed = false; ;) {
      const taken = await unlessAborted(signal, token);
      const response = await send(taken).catch((error: unknown) => {
        if (lost || !isLost(error)) throw error;
        lost = true;
        return send(taken);
      });
      if (response.ok) return response.json();
      await response.body?.cancel();
      const { status } = response;
      const waitMs = status === 429 || status === 503 ? waitOf(response, clock) : undefined;
      if (waitMs !== undefined && performance.now() + waitMs < deadline) {
        await wait(waitMs, undefined, { signal });
      } else if (status === 401 && !renewed) {
        renewed = true;
        token = tokenOf(tenantId, token);
      } else {
        throw new Error(`Microsoft Graph answered ${status} to ${method} ${path.split('?', 1)[0] ?? ''}.`);
      }
    }
  };
}

/** Whether the network failed: its errors have a code, those of what was answered have none. */
const isLost = (error: unknown) => (error as { cause?: { code?: unknown } }).cause?.code !== undefined;

/** How long a throttled answer says to wait: seconds or a date. One that does not say is no invitation to try again. */
function waitOf({ headers }: Response, clock: Clock): number | undefined {
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(said) ? Number(said) * 1000 : Date.parse(said) - clock.now().getTime();
  return Number.isNaN(ms) ? undefined : Math.max(shortestWaitMs, ms);
}
