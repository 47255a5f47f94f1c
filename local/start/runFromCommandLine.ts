import { createLog } from './createLog.ts';
import { loadLocalSettings } from './loadLocalSettings.ts';
import { openDataFolder } from './openDataFolder.ts';
import { parseFlags } from './parseFlags.ts';
import { startProduct } from './startProduct.ts';
import type { ProductOptions, RunningProduct } from './startProduct.ts';
import { StartRefusal } from './startRefusal.ts';

/** Ctrl-C ends the process within 5 s, whatever hangs. */
const drainMs = 4_500;

/** `npm start`: starts the product, says when it is ready, and ends it on a signal. */
export async function runFromCommandLine(args: string[], load: ProductOptions['load']): Promise<void> {
  // Until something runs there is nothing to end: a lock left behind names a dead process.
  let end: () => Promise<void> = () => Promise.resolve();
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      setTimeout(() => process.exit(0), drainMs);
      void end().finally(() => process.exit(0));
    });
  }
  try {
    const flags = parseFlags(args);
    loadLocalSettings('local.settings.json', process.env);
    const folder = openDataFolder(flags.dataFolder, { reset: flags.reset });
    try {
      const write = (line: string) => process.stderr.write(line);
      const log = createLog({ quiet: flags.quiet, json: flags.jsonLogs, write });
      const { ports, testClock, seed } = flags;
      const product = await startProduct({ ports, dataFolder: folder.path, testClock, seed, log, load });
      end = async () => {
        await product.stop();
        folder.release();
      };
      process.stdout.write(readyText(product));
    } catch (error) {
      folder.release();
      throw error;
    }
  } catch (error) {
    const text = error instanceof StartRefusal ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`${text}\n`, () => process.exit(1));
  }
}

function readyText({ api, standIn, cosmos }: RunningProduct): string {
  // Since the process began: what whoever waits has waited.
  const ms = Math.round(performance.now());
  const ready = { ready: true, api, standIn, cosmos, pid: [process.pid] };
  return `ready in ${ms} ms
  people and tokens  ${standIn}
  API                ${api.join(' ')}
  store              ${cosmos}
Ctrl-C ends it.
${JSON.stringify(ready)}
`;
}
