import type { Identity } from '../identity/openIdentity.ts';
import { callApi, type ApiBody } from './callApi.ts';

/** A person of the demo who works with the API. What is refused is an error: nothing in the demo tenants is to be. */
export interface DemoCaller {
  /** All rows of a list. */
  list(path: string): Promise<readonly ApiBody[]>;
  /** @returns undefined for 404 */
  find(path: string): Promise<ApiBody | undefined>;
  send(method: 'POST' | 'PUT', path: string, body?: unknown): Promise<ApiBody>;
}

export function demoCaller(api: string, identity: Identity, userPrincipalName: string): DemoCaller {
  let token: Promise<string | undefined> | undefined;
  const call = async (method: string, path: string, body?: unknown) => {
    token ??= identity.issueToken({ userPrincipalName });
    const answer = await callApi(path.startsWith('http') ? path : api + path, { method, token: await token, body });
    if (answer.status < 400 || (method === 'GET' && answer.status === 404)) return answer;
    throw new Error(`The demo tenants: ${userPrincipalName} ${method} ${path}: ${answer.status} ${answer.text}`);
  };
  return {
    async list(path) {
      const rows: ApiBody[] = [];
      for (let next: unknown = path; typeof next === 'string';) {
        const { body } = await call('GET', next);
        rows.push(...(body.value ?? []));
        next = body['nextLink'];
      }
      return rows;
    },
    async find(path) {
      const { status, body } = await call('GET', path);
      return status === 404 ? undefined : body;
    },
    send: async (method, path, body) => (await call(method, path, body)).body,
  };
}
