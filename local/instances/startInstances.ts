import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LocalClock } from '../clock/localClock.ts';
import type { InstanceOrders, InstanceReport } from './instanceOrders.ts';

/** Further instances that run. */
interface Instances {
  readonly origins: readonly string[];
  readonly pids: readonly number[];
  /** Ends requests in progress, then the processes. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('runInstance.ts', import.meta.url));

/**
 * Starts further Functions hosts, each in a process of its own.
 *
 * @param orders without the port; `port` is that of the first one, or 0
 * @param onDeath told when one dies by itself
 */
export async function startInstances(
  count: number,
  { port, clock, ...orders }: Omit<InstanceOrders, 'offsetMs'> & { readonly clock: LocalClock },
  onDeath: () => void,
): Promise<Instances> {
  const started: { child: ChildProcess; origin: string }[] = [];
  let stopping = false;
  for (let number = 1; number <= count; number++) {
    const wanted = port === 0 ? 0 : port + number;
    const given: InstanceOrders = { ...orders, port: wanted, offsetMs: clock.offsetMs };
    // One whose port is taken gets a free one.
    started.push(await start(given).catch(() => start({ ...given, port: 0 })));
  }
  for (const { child } of started) child.once('exit', () => stopping || onDeath());
  const unregister = clock.onAdvance(async () => {
    await Promise.all(started.map(({ child }) => follow(child, clock.offsetMs)));
  });
  return {
    origins: started.map(({ origin }) => origin),
    pids: started.flatMap(({ child }) => child.pid ?? []),
    async stop() {
      stopping = true;
      unregister();
      await Promise.all(
        started.map(async ({ child }) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const gone = once(child, 'exit');
          child.disconnect();
          await gone;
        }),
      );
    },
  };
}

async function start(orders: InstanceOrders): Promise<{ child: ChildProcess; origin: string }> {
  const child = fork(program, [JSON.stringify(orders)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('message', (report: InstanceReport) => resolve('origin' in report ? report.origin : ''));
  child.once('exit', (code) => reject(new Error(`A further instance ended with ${code ?? 'a signal'}.`)));
  return { child, origin: await promise };
}

/** Moves the clock of an instance, and waits until it says so. */
async function follow(child: ChildProcess, offsetMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const heard = (report: InstanceReport) => {
    if (!('offsetMs' in report) || report.offsetMs < offsetMs) return;
    child.off('message', heard);
    resolve(undefined);
  };
  child.on('message', heard);
  child.once('exit', () => resolve(undefined));
  child.send({ offsetMs });
  await promise;
}
