import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** The product as a process of its own. */
export interface ProductProcess {
  /** Base address of the API. */
  readonly api: string;
  /** Of every instance, the first one first. */
  readonly apis: readonly string[];
  readonly standIn: string;
  readonly ports: readonly string[];
  /** SIGKILL to the whole process group: nobody gets to say a last word. */
  kill(): Promise<void>;
  /** Waits until it has died by itself. @throws Error when it does not */
  died(): Promise<void>;
}

const Ready = z.object({ ready: z.literal(true), api: z.tuple([z.url()], z.url()), standIn: z.url(), cosmos: z.url() });
const longestStartMs = 60_000;
const longestLifeMs = 30_000;
const running = new Set<ChildProcess>();

process.on('exit', () => running.forEach(killGroup));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

/**
 * Starts the product on a data folder, empty but for the operator and with the test clock.
 *
 * @param log gets what it writes to standard error
 * @param ports of an earlier start: API, stand-ins, store
 * @param instances processes that serve the API
 */
export async function startProductProcess(
  folder: string,
  log: string,
  [api, standIn, cosmos]: readonly string[] = ['0', '0', '0'],
  instances = 1,
): Promise<ProductProcess> {
  const ports = ['--port', api, '--stand-in-port', standIn, '--cosmos-port', cosmos].map(String);
  const child = spawn(
    process.execPath,
    ['local/main.ts', ...ports, '--data', folder, '--empty', '--test-clock', '--instances', String(instances)],
    {
      detached: true,
      stdio: ['ignore', 'pipe', openSync(log, 'a')],
    },
  );
  running.add(child);
  const exit = once(child, 'exit').finally(() => running.delete(child));
  const deadline = setTimeout(() => killGroup(child), longestStartMs);
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    if (!line.startsWith('{')) continue;
    clearTimeout(deadline);
    const ready = Ready.parse(JSON.parse(line));
    return {
      api: ready.api[0],
      apis: ready.api,
      standIn: ready.standIn,
      ports: [ready.api[0], ready.standIn, ready.cosmos].map((address) => new URL(address).port),
      async kill() {
        killGroup(child);
        await exit;
      },
      async died() {
        const late = AbortSignal.timeout(longestLifeMs);
        late.addEventListener('abort', () => killGroup(child));
        await exit;
        if (late.aborted || child.signalCode !== 'SIGKILL') throw new Error(`It did not kill itself; see ${log}.`);
      },
    };
  }
  throw new Error(`The product did not start; see ${log}.`);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
