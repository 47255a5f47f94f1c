import { randomUUID } from 'node:crypto';
import type { ApiBody } from '../seed/callApi.ts';
import { expectSame } from './demoFailure.ts';
import type { Organisation, Stage } from './openStage.ts';

interface Seen {
  roomId: string;
  type: 'camera' | 'connectivity' | 'display' | 'network';
  severity: 'important' | 'warning';
  status?: 'raised' | 'cleared';
}

/** Monitoring says what it sees in rooms of a customer; each signal is to be recorded. */
export async function sendSignals({ monitor }: Stage, { tenantId }: Organisation, ...seen: Seen[]): Promise<void> {
  const at = new Date().toISOString();
  const signals = seen.map((signal) => ({ status: 'raised', ...signal, signalId: randomUUID(), at }));
  const { body } = await monitor.asks('POST', `/platform/tenants/${tenantId}/signals`, {
    body: { signals },
    status: 200,
    short: results,
  });
  expectSame('What became of the signals', results(body), signals.map(() => 'recorded').join(', '));
}

const results = (body: ApiBody) => (body['results'] as { result: string }[]).map(({ result }) => result).join(', ');
