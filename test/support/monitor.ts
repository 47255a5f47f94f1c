import { randomUUID } from 'node:crypto';
import type { ApiAnswer } from './caller.ts';
import type { World } from './world.ts';

/** A signal as a test says it: what it leaves out is not what it is about. */
export interface SaidSignal {
  readonly roomId: string;
  readonly signalId?: string;
  readonly type?: string;
  readonly severity?: string;
  readonly status?: string;
  readonly at?: string;
}

const filled = (world: World, signal: SaidSignal) => ({
  signalId: randomUUID(),
  type: 'display',
  severity: 'warning',
  status: 'raised',
  at: world.now().toISOString(),
  ...signal,
});

/** What monitoring is answered when it says these signals of a tenant in one request. */
export async function sendSignals(
  world: World,
  tenantId: string,
  signals: readonly SaidSignal[],
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<ApiAnswer> {
  const token = await world.product.identity.issueToken({ userPrincipalName: 'monitor@platform.example' });
  const body = { signals: signals.map((signal) => filled(world, signal)) };
  return world.bearer(String(token)).post(`/platform/tenants/${tenantId}/signals${query}`, body, headers);
}

/** What became of each of these signals. */
export async function signalResults(
  world: World,
  tenantId: string,
  ...signals: readonly SaidSignal[]
): Promise<string[]> {
  const { status, text, body } = await sendSignals(world, tenantId, signals);
  if (status !== 200) throw new Error(`The signals were refused: ${status} ${text}`);
  return Array.from(body['results'] as unknown as { result: string }[], ({ result }) => result);
}
