import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';

export interface GraphCall {
  readonly method: 'GET' | 'POST';
  /** Below the endpoint, with its query. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks Microsoft Graph about one tenant. @throws Error when it does not answer as it should */
export type GraphRequest = (tenantId: string, call: GraphCall) => Promise<unknown>;

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

/** Requests with the application's own rights in each tenant; tokens are kept per tenant until they run out. */
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
    });
    if (!response.ok) throw new Error(`The authority answered ${response.status} for the directory of ${tenantId}.`);
    return Token.parse(await response.json());
  }

  function tokenOf(tenantId: string): Promise<string> {
    const now = clock.now().getTime();
    const known = tokens.get(tenantId);
    if (known && known.until > now) return known.token;
    const entry = { token: Promise.resolve(''), until: Infinity };
    entry.token = fetchToken(tenantId).then(
      ({ access_token, expires_in }) => {
        entry.until = now + expires_in * 1000 - renewBeforeMs;
        return access_token;
      },
      (error: unknown) => {
        tokens.delete(tenantId);
        throw error;
      },
    );
    tokens.set(tenantId, entry);
    return entry.token;
  }

  return async (tenantId, { method, path, body, headers }) => {
    const response = await fetch(endpoint + path, {
      method,
      headers: {
        authorization: `Bearer ${await tokenOf(tenantId)}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    if (response.status === 401) tokens.delete(tenantId);
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`Microsoft Graph answered ${response.status} to ${method} ${path.split('?', 1)[0] ?? ''}.`);
    }
    return response.json();
  };
}
