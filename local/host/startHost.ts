import { listenOnLoopback } from '../loopback/listenOnLoopback.ts';
import type { LocalClock } from '../clock/localClock.ts';
import { appRegistrations } from './appRegistrations.ts';
import type { LogLine } from './appRegistrations.ts';
import { createDurableApp } from './createDurableApp.ts';
import { createRequestListener } from './createRequestListener.ts';
import type { RequestHost, RequestLine } from './createRequestListener.ts';
import { describeApp } from './describeApp.ts';
import type { AppFunction } from './describeApp.ts';
import type { DurableEngine } from './durableEngine.ts';
import type { InputData } from './functionsCoreTypes.ts';
import { runHooks } from './invokeFunction.ts';
import { createKestrel } from './createKestrel.ts';
import { startTimers } from './startTimers.ts';

export interface HostOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly clock: LocalClock;
  /** Registers the app's functions: imports its entry. What it throws keeps the host from starting. */
  readonly load: () => void | Promise<void>;
  readonly hostJson: { readonly routePrefix: string };
  /** Needed by an app with durable functions or clients. */
  readonly durable?: DurableEngine;
  /** Where Last and Next of the timers are kept; without a file in memory. */
  readonly timerState?: { readonly file?: string };
  /** False: timers run only when called. Of several hosts of one app, one runs them, as the lease of the real host sees to. */
  readonly runsTimers?: boolean;
  /** As FUNCTIONS_REQUEST_BODY_SIZE_LIMIT. Default 1 MiB. */
  readonly bodyLimitBytes?: number;
  /** How long a request's body may stand still. Default 5 s, Kestrel's patience. */
  readonly bodyStallMs?: number;
  readonly onRequest?: (line: RequestLine) => void;
  /** Unhandled errors: the client gets an empty 500, the caller logs them whole. */
  readonly onError?: (functionName: string, error: unknown) => void;
  /** What functions log with their context, and the library's own lines. */
  readonly onLog?: (line: LogLine) => void;
}

export interface Host {
  readonly port: number;
  /** `http://localhost:<port>` */
  readonly origin: string;
  /** Runs a timer trigger now, outside its schedule, and waits for it. */
  readonly callTimer: (name: string) => Promise<void>;
  /** Refuses new connections at once, lets requests and runs in progress end, then runs the appTerminate hooks. */
  readonly stop: () => Promise<void>;
}

/**
 * Runs the functions of this process over HTTP on loopback, as the real Functions host answers in buffered mode.
 * Keys (authLevel) are not asked for, as with Azure Functions Core Tools.
 * One host at a time; after stop() another may start with the same registrations.
 *
 * @throws Error when the port is in use, the app throws while loading, or it registers what this host does not support.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  if (appRegistrations.locked) throw new Error('A host is running in this process already.');
  const ignore = () => undefined;
  const { clock, durable, onError = ignore, onRequest = ignore, onLog = ignore } = options;
  const inFlight = new Set<Promise<void>>();
  const ready = Promise.withResolvers<RequestHost>();
  ready.promise.catch(ignore);
  const listener = createRequestListener(ready.promise, inFlight);
  const server = await listenOnLoopback(() => createKestrel(listener), options.port);
  // The Durable client of a request in progress must still reach its engine while the host is stopping: so, as in the real
  // host, it has a port of its own.
  const rpcServer = durable && (await listenOnLoopback(() => createKestrel(listener), 0));
  const origin = `http://localhost:${server.port}`;
  const extraInputs = (one: AppFunction): InputData[] =>
    durable && rpcServer ? bindDurableClients(one, durable.clientBinding(origin), rpcServer.port) : [];

  let startedDurable: DurableEngine | undefined;
  const closeServers = async () => {
    server.destroy();
    rpcServer?.destroy();
    await Promise.all([server.stop(), rpcServer?.stop()]);
  };
  try {
    setEnvironment(server.port);
    appRegistrations.log = onLog;
    await options.load();
    const functions = await lockApp(options.hostJson.routePrefix, durable !== undefined);
    await runHooks('appStart', { hookData: {} });
    durable?.start(createDurableApp(functions, { extraInputs, onError }));
    startedDurable = durable;
    const timers = await startTimers(
      functions.filter((one) => one.kind === 'timer'),
      {
        clock,
        stateFile: options.timerState?.file,
        scheduled: options.runsTimers !== false,
        extraInputs,
        onError,
      },
    );
    ready.resolve({
      functions,
      routePrefix: options.hostJson.routePrefix,
      bodyLimitBytes: options.bodyLimitBytes ?? 1_048_576,
      bodyStallMs: options.bodyStallMs ?? 5000,
      durable,
      origin,
      startedAt: performance.now(),
      now: () => clock.now(),
      extraInputs,
      triggerTimer: (name) => void timers.call(name),
      onError,
      onRequest,
    });
    const stop = async () => {
      const closed = server.stop();
      await timers.stop();
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
      await durable?.stop();
      await runHooks('appTerminate', { hookData: {} });
      await closeServers();
      await closed;
      appRegistrations.locked = false;
    };
    let stopping: Promise<void> | undefined;
    return {
      port: server.port,
      origin,
      callTimer: (name) => timers.call(name),
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    ready.reject(error);
    await startedDurable?.stop();
    await closeServers();
    appRegistrations.locked = false;
    throw error;
  }
}

/** Ends the time of registering and says what there is to run. */
async function lockApp(routePrefix: string, hasDurable: boolean): Promise<AppFunction[]> {
  const { functions, model } = appRegistrations;
  if (!model || functions.size === 0) {
    throw new Error('The app has registered no function. Was @azure/functions imported before installFunctionsCore()?');
  }
  const capabilities = await model.getCapabilities({});
  if (capabilities['HttpUri'] !== undefined) throw new Error('enableHttpStream is refused.');
  const described = describeApp(functions.values(), routePrefix);
  const durableOne = described.find(
    ({ kind, metadata }) =>
      kind === 'orchestration' ||
      kind === 'activity' ||
      Object.values(metadata.bindings).some(({ type }) => type === 'durableClient'),
  );
  if (durableOne && !hasDurable) throw new Error(`Function "${durableOne.metadata.name}" needs a Durable engine.`);
  appRegistrations.locked = true;
  return described;
}

function bindDurableClients({ metadata }: AppFunction, binding: string, rpcPort: number): InputData[] {
  const client = { ...(JSON.parse(binding) as object), rpcBaseUrl: `http://127.0.0.1:${rpcPort}/durabletask/` };
  return Object.entries(metadata.bindings)
    .filter(([, { type }]) => type === 'durableClient')
    .map(([name]) => ({ name, data: { string: JSON.stringify(client) } }));
}

/** What a Functions host puts into the environment of its app. */
function setEnvironment(port: number): void {
  const { env } = process;
  env['WEBSITE_HOSTNAME'] = `localhost:${port}`;
  env['FUNCTIONS_WORKER_RUNTIME'] = 'node';
  env['AZURE_FUNCTIONS_ENVIRONMENT'] = 'Development';
  // The Durable client honours proxy settings even for loopback.
  const unproxied = new Set([...(env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(','), 'localhost', '127.0.0.1']);
  env['NO_PROXY'] = [...unproxied].filter((name) => name !== '').join(',');
}
