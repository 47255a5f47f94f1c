import { createLocalClock } from '../clock/localClock.ts';
import { cosmosElsewhere } from '../cosmos/cosmosElsewhere.ts';
import { durableElsewhere } from '../durable/durableElsewhere.ts';
import { startHost } from '../host/startHost.ts';
import { createLog } from '../start/createLog.ts';
import { loadProduct } from '../start/loadProduct.ts';
import { readHostJson } from '../start/readHostJson.ts';
import type { ClockOrder, InstanceOrders, InstanceReport } from './instanceOrders.ts';

/** A process of its own: a further Functions host of the product, on the stand-ins of the one that started it, over HTTP. */
const orders = JSON.parse(process.argv[2] ?? '') as InstanceOrders;
const { port, environment, account, auditKey, firstHost, appFolder, quiet, jsonLogs } = orders;
const log = createLog({ quiet, json: jsonLogs, write: (line) => process.stderr.write(line) });
const clock = createLocalClock(orders.offsetMs);
const load = loadProduct(appFolder);
const tell = (report: InstanceReport) => process.send?.(report);

// Whoever presses Ctrl-C means all of them: the first one says when it is time.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

const host = await startHost({
  port,
  clock,
  load: () =>
    load({
      environment,
      clock,
      cosmos: cosmosElsewhere(account.endpoint),
      account,
      auditSigner: {
        sign: () => Promise.reject(new Error('The first instance seals.')),
        publicKey: (keyId) => Promise.resolve(keyId === auditKey.keyId ? auditKey.publicKey : undefined),
      },
      report: (error, where) => log.error(where['route'] ?? 'product', error),
      measure: (name, value, dimensions) => log.note([name, value, ...Object.values(dimensions)].join(' ')),
      answered: (line) => log.request({ at: clock.now().toISOString(), ...line }),
    }),
  hostJson: readHostJson(),
  durable: durableElsewhere(firstHost),
  // Of several hosts one runs the timers, as the lease of the real ones sees to.
  runsTimers: false,
  onRequest: ({ functionName, ...line }) => {
    if (functionName === undefined) log.request(line);
  },
  onError: (functionName, error) => log.error(functionName, error),
});
const end = () => void host.stop().finally(() => process.exit(0));
process.on('disconnect', end);
process.on('SIGTERM', end);
process.on('message', ({ offsetMs }: ClockOrder) => {
  void clock.advance(Math.max(0, offsetMs - clock.offsetMs)).then(() => tell({ offsetMs: clock.offsetMs }));
});
tell({ origin: host.origin });
