import type { AuditSigner } from '../../shared/domain/auditSeals/auditSigner.ts';
import { seedDemo } from '../seed/seedDemo.ts';
import { accountAt } from './accountAt.ts';
import { createLog, type Log } from './createLog.ts';
import { loadLocalSettings } from './loadLocalSettings.ts';
import { startInstances } from '../instances/startInstances.ts';
import { openDataFolder } from './openDataFolder.ts';
import { endWithParent } from './endWithParent.ts';
import { help, parseFlags } from './parseFlags.ts';
import { recoverFolder } from './recoverFolder.ts';
import { startProduct } from './startProduct.ts';
import type { ProductOptions, RunningProduct } from './startProduct.ts';
import { StartRefusal } from './startRefusal.ts';

/** Ctrl-C ends the process within 5 s, whatever hangs. */
const drainMs = 4_500;

/** `npm start`: starts the product, says when it is ready, and ends it on a signal. */
export async function runFromCommandLine(
  args: string[],
  loadProduct: (appFolder: string | undefined) => ProductOptions['load'],
): Promise<void> {
  // Until something runs there is nothing to end: a lock left behind names a dead process.
  let end: () => Promise<void> = () => Promise.resolve();
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (ending.signal.aborted) return;
      ending.abort();
      setTimeout(() => process.exit(0), drainMs);
      void end().finally(() => process.exit(0));
    });
  }
  try {
    const flags = parseFlags(args);
    if (flags.help) return void process.stdout.write(help);
    if (flags.recover !== undefined) return await recover(flags.dataFolder, flags.recover);
    endWithParent(() => process.kill(process.pid, 'SIGTERM'));
    loadLocalSettings('local.settings.json', process.env);
    const load = loadProduct(flags.appFolder);
    const folder = openDataFolder(flags.dataFolder, { reset: flags.reset });
    try {
      const write = (line: string) => process.stderr.write(line);
      const log = createLog({ quiet: flags.quiet, json: flags.jsonLogs, write });
      let ready = false;
      // Its own requests are not what somebody looks for in the log of a start.
      const request: Log['request'] = (line) => ready && log.request(line);
      const { ports, testClock, seed } = flags;
      const product = await startProduct({
        ports,
        dataFolder: folder.path,
        account: flags.cosmosEndpoint === undefined ? undefined : accountAt(flags.cosmosEndpoint, process.env),
        testClock,
        seed,
        log: { ...log, request },
        load,
      });
      let stopInstances = () => Promise.resolve();
      end = async () => {
        await stopInstances();
        await product.stop();
        folder.release();
      };
      const { account, auditKey, clock, environment, host } = product;
      const { appFolder, quiet, jsonLogs } = flags;
      const orders = {
        port: ports.api,
        environment,
        account,
        auditKey: await publicHalf(auditKey),
        clock,
        firstHost: host.origin,
        appFolder,
        quiet,
        jsonLogs,
      };
      // The death of one ends the others.
      const die = () => void process.kill(process.pid, 'SIGTERM');
      const instances = await startInstances(flags.instances - 1, orders, die);
      stopInstances = () => instances.stop();
      const api = `${host.origin}/api/v1`;
      const everywhere = { ...product, api: [api, ...instances.origins.map((origin) => `${origin}/api/v1`)] };
      if (seed === 'demo') await seedDemo({ ...product, api }, log);
      await expectHealthy(api);
      ready = true;
      process.stdout.write(readyText(everywhere, [process.pid, ...instances.pids]));
    } catch (error) {
      // Whoever ends a start does not want to hear what it could not finish; the end gives the folder back.
      if (ending.signal.aborted) return;
      folder.release();
      throw error;
    }
  } catch (error) {
    const text = error instanceof StartRefusal ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`${text}\n`, () => process.exit(1));
  }
}

async function recover(from: string, to: string) {
  const lines = await recoverFolder(from, to);
  process.stdout.write(`${lines.join('\n')}\nStart with it by npm start -- --data ${to}\n`);
}

/** What the others need of the key of seals: whoever signs says which it is. */
async function publicHalf(signer: AuditSigner) {
  const { keyId } = await signer.sign(Buffer.alloc(0));
  const publicKey = await signer.publicKey(keyId);
  if (!publicKey) throw new Error('The key of seals does not know itself.');
  return { keyId, publicKey };
}

/** Ready is what answers. */
async function expectHealthy(api: string) {
  const { status } = await fetch(`${api}/health`);
  if (status !== 200) throw new Error(`The product runs, but says of its health ${status}.`);
}

function readyText({ api, standIn, cosmos }: RunningProduct, pid: number[]): string {
  // Since the process began and until a request was answered: what whoever waits has waited.
  const ms = Math.round(performance.now());
  const ready = { ready: true, api, standIn, cosmos, pid };
  return `ready in ${ms} ms
  people and tokens  ${standIn}
  API                ${api.join(' ')}  (reference: ${api[0] ?? ''}/docs)
  store              ${cosmos}
Ctrl-C ends it.
${JSON.stringify(ready)}
`;
}
