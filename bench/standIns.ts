import { type Container, CosmosClient } from '@azure/cosmos';
import type { OrchestrationContext } from 'durable-functions';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalClock } from '../local/clock/localClock.ts';
import { emulatorKey } from '../local/cosmos/emulatorKey.ts';
import { type CosmosStandIn, openCosmos } from '../local/cosmos/openCosmos.ts';
import { openDurableEngine } from '../local/durable/openDurableEngine.ts';
import { appRegistrations } from '../local/host/appRegistrations.ts';
import { createDurableApp } from '../local/host/createDurableApp.ts';
import { describeApp } from '../local/host/describeApp.ts';
import { installFunctionsCore } from '../local/host/installFunctionsCore.ts';

/*
 * How fast the stand-ins are, beside what was measured of other ways to do the same before they were written (`measured`, on a
 * machine of 2 cores): point reads through the SDK, orchestrations of five activities, a start over 100,000 documents, and what
 * an hour of writes leaves in memory and on the disk. All of it is kept on the disk.
 */
const clock = createLocalClock();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const text = 'x'.repeat(700);

try {
  await pointReads();
  await orchestrations();
  await anHourOfWrites();
  await restart();
} finally {
  rmSync(folder, { recursive: true });
}

async function pointReads() {
  const file = join(folder, 'reads.jsonl');
  const cosmos = openCosmos({ file, clock, key: emulatorKey });
  const server = await cosmos.listen(0);
  const inProcess = await containerOf(cosmos);
  const overHttp = await containerOf(cosmos, server.port);
  await inProcess.items.create({ id: 'a', tenantId: 't', text });
  for (const [how, container, concurrency, measured] of [
    ['in process', inProcess, 1, 7300],
    ['over HTTP', overHttp, 1, 1600],
    ['over HTTP', overHttp, 32, 2600],
  ] as const) {
    const read = async (count: number) => {
      for (let n = 0; n < count; n++) await container.item('a', 't').read();
    };
    await read(500);
    const n = 8000;
    const { seconds, cpuMs } = await timed(() =>
      Promise.all(Array.from({ length: concurrency }, () => read(n / concurrency))),
    );
    print(`point reads ${how}, ${concurrency} at a time`, n / seconds, 'reads/s', { n, measured, cpuMs: cpuMs / n });
  }
  await server.close();
  await cosmos.close();
}

async function orchestrations() {
  installFunctionsCore();
  const { app } = await import('durable-functions');
  app.activity('echo', { handler: (input: unknown) => input });
  app.orchestration('five', function* (context: OrchestrationContext) {
    for (let step = 0; step < 5; step++) yield context.df.callActivity('echo', { step });
    return 'done';
  });
  const engine = openDurableEngine({ file: join(folder, 'durable.jsonl'), clock });
  const functions = describeApp(appRegistrations.functions.values(), 'api');
  engine.start(createDurableApp(functions, { extraInputs: () => [], onError: () => undefined }));
  const run = async (from: number, count: number) => {
    const start = (n: number) =>
      engine.handle({
        method: 'POST',
        path: `/durabletask/orchestrators/five/i${n}`,
        query: new URLSearchParams(),
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{}'),
        origin: 'http://localhost',
      });
    await Promise.all(Array.from({ length: count }, (_, n) => start(from + n)));
    await engine.idle();
  };
  await run(0, 50);
  const n = 300;
  const { seconds, cpuMs } = await timed(() => run(50, n));
  // 200 orchestrations of two episodes took 1.745 s; these have six.
  const measured = Math.round(((200 / 1.745) * 2) / 6);
  print('orchestrations of five activities', n / seconds, 'orchestrations/s', { n, measured, cpuMs: cpuMs / n });
  await engine.stop();
}

async function anHourOfWrites() {
  const file = join(folder, 'hour.jsonl');
  const cosmos = openCosmos({ file, clock, key: emulatorKey });
  const container = await containerOf(cosmos);
  // Twenty a second, on a thousand documents.
  const writes = 20 * 3600;
  const concurrency = 20;
  const write = (n: number) => container.items.upsert({ id: `d${n % 1000}`, tenantId: `t${n % 10}`, n, text });
  const usedAfter = async (from: number, to: number) => {
    await Promise.all(
      Array.from({ length: concurrency }, async (_, worker) => {
        for (let n = from + worker; n < to; n += concurrency) await write(n);
      }),
    );
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1024 / 1024;
  };
  const early = await usedAfter(0, writes / 10);
  let largest = 0;
  let late = 0;
  for (let from = writes / 10; from < writes; from += writes / 10) {
    late = await usedAfter(from, from + writes / 10);
    largest = Math.max(largest, statSync(file).size);
  }
  print('memory after an hour of writes', late, 'MB', { n: writes, afterSixMinutes: early });
  print('largest journal in an hour of writes', largest / 1024 / 1024, 'MB', { n: writes });
  await cosmos.close();
}

async function restart() {
  const file = join(folder, 'restart.jsonl');
  const n = 100_000;
  const first = openCosmos({ file, clock, key: emulatorKey });
  const container = await containerOf(first);
  for (let from = 0; from < n; from += 100) {
    const creates = Array.from({ length: 100 }, (_, at) => ({
      operationType: 'Create' as const,
      resourceBody: { id: `d${from + at}`, tenantId: `t${(from / 100) % 50}`, type: 'room', n: from + at, text },
    }));
    await container.items.batch(creates, `t${(from / 100) % 50}`);
  }
  await first.close();
  const megabytes = Math.round(statSync(file).size / 1024 / 1024);
  const { seconds, cpuMs } = await timed(async () => {
    const second = openCosmos({ file, clock, key: emulatorKey });
    const { resource } = await (await containerOf(second)).item('d99999', 't49').read<{ n: number }>();
    if (resource?.n !== 99_999) throw new Error('The last document is not there.');
    await second.close();
  });
  print('start over 100,000 documents, to the first read', seconds, 's', { n, megabytes, limit: 2, cpuMs });
}

async function containerOf(cosmos: CosmosStandIn, port?: number): Promise<Container> {
  const client = new CosmosClient({
    endpoint: `http://localhost:${port ?? 8081}`,
    key: emulatorKey,
    connectionPolicy: { enableEndpointDiscovery: false },
    ...(port === undefined && { httpClient: cosmos.httpClient }),
  });
  const { database } = await client.databases.createIfNotExists({ id: 'bench' });
  return (await database.containers.createIfNotExists({ id: 'tenants', partitionKey: '/tenantId' })).container;
}

/** On a busy machine the CPU time tells more than the seconds; that of the SDK and of a server in this process is in it. */
async function timed(work: () => Promise<unknown>): Promise<{ seconds: number; cpuMs: number }> {
  const before = process.cpuUsage();
  const begun = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - begun) / 1000, cpuMs: (user + system) / 1000 };
}

function print(figure: string, value: number, unit: string, of: Record<string, number>): void {
  const round = (number: number) => Math.round(number * 1000) / 1000;
  const rounded = Object.fromEntries(Object.entries(of).map(([name, number]) => [name, round(number)]));
  process.stdout.write(`${JSON.stringify({ figure, value: round(value), unit, ...rounded })}\n`);
}
