import { createLocalClock } from '../../../local/clock/localClock.ts';
import { openDurableEngine } from '../../../local/durable/openDurableEngine.ts';
import type { DurableEngineOptions } from '../../../local/durable/openDurableEngine.ts';
import { appRegistrations } from '../../../local/host/appRegistrations.ts';
import { createDurableApp } from '../../../local/host/createDurableApp.ts';
import { describeApp } from '../../../local/host/describeApp.ts';

interface Status {
  name: string;
  runtimeStatus: string;
  input: unknown;
  customStatus: unknown;
  output: unknown;
  createdTime: string;
  historyEvents?: { EventType: string; Timestamp: string; FireAt?: string }[];
}

/** An engine over what the test file has registered with the unmodified library. */
export function openWorld(options: Partial<DurableEngineOptions> = {}) {
  const clock = options.clock ?? createLocalClock();
  const lines: string[] = [];
  const engine = openDurableEngine({ log: (line) => lines.push(line), ...options, clock });
  const functions = describeApp(appRegistrations.functions.values(), 'api');
  engine.start(createDurableApp(functions, { extraInputs: () => [], onError: () => undefined }));

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers = { 'content-type': 'application/json' },
  ) => {
    const url = new URL(`http://localhost:7071/runtime/webhooks/durabletask/${path}`);
    const response = await engine.handle({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)),
      origin: url.origin,
    });
    const isJson = response.headers?.['Content-Type']?.startsWith('application/json') ?? false;
    return { ...response, json: isJson ? (JSON.parse(response.body ?? 'null') as unknown) : undefined };
  };
  const status = async (id = 'one', query = '') => (await call('GET', `instances/${id}?${query}`)).json as Status;
  return {
    engine,
    clock,
    lines,
    call,
    status,
    /** Starts an instance, and waits until it can go no further by itself. */
    run: async (name: string, input: unknown = null, id = 'one') => {
      await call('POST', `orchestrators/${name}/${id}`, input ?? 'null');
      await engine.idle();
      return status(id);
    },
    raise: async (name: string, data: unknown = null, id = 'one') => {
      const { status: code } = await call('POST', `instances/${id}/raiseEvent/${name}`, data ?? 'null');
      await engine.idle();
      return code;
    },
    /** Advances the clock; what became due has run then. */
    advance: async (milliseconds: number) => {
      await clock.advance(milliseconds);
      return status();
    },
  };
}
