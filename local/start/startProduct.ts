import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalClock } from '../clock/localClock.ts';
import { controlRoutes } from '../control/controlRoutes.ts';
import { serveStandIn } from '../control/serveStandIn.ts';
import { emulatorKey } from '../cosmos/emulatorKey.ts';
import { openCosmos } from '../cosmos/openCosmos.ts';
import type { CosmosStandIn } from '../cosmos/openCosmos.ts';
import { faultRoutes } from '../faults/faultRoutes.ts';
import { faultyCosmos } from '../faults/faultyCosmos.ts';
import { faultyStandIn } from '../faults/faultyStandIn.ts';
import { openFaults, type Faults } from '../faults/openFaults.ts';
import { graphRoutes } from '../directory/graphRoutes.ts';
import { openDirectory } from '../directory/openDirectory.ts';
import type { Directory } from '../directory/openDirectory.ts';
import { openDurableEngine } from '../durable/openDurableEngine.ts';
import { runningFunction } from '../host/runningFunction.ts';
import { startHost } from '../host/startHost.ts';
import type { Host } from '../host/startHost.ts';
import { apiClientId, clientId } from '../identity/claimsOf.ts';
import { identityRoutes } from '../identity/identityRoutes.ts';
import { openIdentity } from '../identity/openIdentity.ts';
import type { Identity } from '../identity/openIdentity.ts';
import type { KeyName } from '../identity/openKeyRing.ts';
import type { SigningKey } from '../identity/signingKey.ts';
import { openOutbox } from '../mail/openOutbox.ts';
import type { Outbox } from '../mail/openOutbox.ts';
import { killPointRoute } from '../killPoints/killPointRoute.ts';
import { openKillPoints } from '../killPoints/openKillPoints.ts';
import { meterRoutes } from '../meter/meterRoutes.ts';
import { openMeter, type Meter } from '../meter/openMeter.ts';
import { pageRoute } from '../page/pageRoute.ts';
import { demoTenants } from '../seed/people.ts';
import { seedPeople } from '../seed/seedPeople.ts';
import { cosmosElsewhere, withoutStore } from '../cosmos/cosmosElsewhere.ts';
import type { Account } from './accountAt.ts';
import type { AuditSigner } from '../../shared/domain/auditSeals/auditSigner.ts';
import { openAuditKey } from '../signing/openAuditKey.ts';
import { claimPort } from './claimPort.ts';
import type { Log, LoggedRequest } from './createLog.ts';
import { openClock } from './openClock.ts';
import { readHostJson } from './readHostJson.ts';

export interface ProductOptions {
  /** 0 takes a free one. */
  ports: { api: number; standIn: number; cosmos: number };
  /** A folder that nobody else uses; without one everything is in memory. */
  dataFolder: string | undefined;
  /** Where the store is, if not here. */
  account?: Account | undefined;
  /** Whether `/control/clock` may move the clock. */
  testClock: boolean;
  seed: 'demo' | 'operatorOnly';
  log: Log;
  /** Registers the product's functions, which are to work with these settings and this clock. */
  load: (product: {
    environment: ProductEnvironment;
    clock: LocalClock;
    cosmos: CosmosStandIn;
    account: Account | undefined;
    /** Where its e-mail goes; without one nobody is told anything. */
    mailer?: Pick<Outbox, 'send'>;
    /** Signs seals of its audit log. */
    auditSigner: AuditSigner;
    /** Where the product's defects go. */
    report: (error: unknown, where: Record<string, string>) => void;
    /** Where its figures go. */
    measure: (name: string, value: number, dimensions: Readonly<Record<string, string>>) => void;
    /** Where its answered requests go. */
    answered: (line: Omit<LoggedRequest, 'at'>) => void;
  }) => Promise<void>;
  /** For tests: the issuer's keys, as making them takes time. */
  keys?: Partial<Record<KeyName, SigningKey>>;
}

/** The settings that the product reads. */
type ProductEnvironment = Readonly<Record<string, string>>;

/** A product that runs in this process, with everything that stands in for the cloud. */
export interface RunningProduct {
  /** Base addresses of the API, one per instance. */
  api: string[];
  standIn: string;
  cosmos: string;
  clock: LocalClock;
  directory: Directory;
  identity: Identity;
  store: CosmosStandIn;
  outbox: Outbox;
  faults: Faults;
  meter: Meter;
  host: Host;
  environment: ProductEnvironment;
  /** The store, for whoever asks it over HTTP. */
  account: Account;
  auditKey: AuditSigner;
  /** Ends requests in progress, then everything. */
  stop(): Promise<void>;
}

/**
 * Starts the stand-ins and then the product on them.
 *
 * @throws StartRefusal for a port that can't be had; then, as for every other error, nothing is left running
 */
export async function startProduct(options: ProductOptions): Promise<RunningProduct> {
  const { ports, log, account } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  };
  const file = (name: string) => options.dataFolder && join(options.dataFolder, name);
  try {
    const clock = openClock(file('clock.jsonl'));
    closers.push(() => clock.close());
    const cosmosFile = file('cosmos.jsonl');
    const faults = openFaults();
    const store = account
      ? cosmosElsewhere(account.endpoint)
      : openCosmos({ file: cosmosFile, clock, key: emulatorKey, around: faultyCosmos(faults) });
    closers.push(() => store.close());
    const meter = openMeter();
    const killPoints = openKillPoints(file('killPoints.json'));
    store.observe((call) => meter.count(runningFunction(), call));
    closers.push(() => Promise.resolve(faults.close()));
    const served = account ? undefined : await claimPort(ports.cosmos, '--cosmos-port', (port) => store.listen(port));
    closers.push(() => served?.close() ?? Promise.resolve());
    const { endpoint, key } = account ?? { endpoint: `http://localhost:${served?.port ?? 0}`, key: emulatorKey };

    const directory = openDirectory({ file: file('directory.jsonl') });
    closers.push(() => directory.close());
    await seedPeople(directory, options.seed);
    const outbox = openOutbox({ file: file('outbox.jsonl'), now: () => clock.now() });
    closers.push(() => outbox.close());
    const auditKey = openAuditKey(file('audit-key.jsonl'));
    closers.push(() => auditKey.close());
    let origin = '';
    let api = '';
    const keys = options.keys ? { keys: options.keys } : {};
    const identity = openIdentity({ file: file('keys.jsonl'), clock, directory, origin: () => origin, ...keys });
    closers.push(() => identity.close());
    const routes = [
      pageRoute({ directory, identity, api: () => api }),
      ...identityRoutes(identity),
      ...graphRoutes(directory, identity),
      ...faultRoutes(faults),
      ...meterRoutes(meter),
      killPointRoute(killPoints),
      ...controlRoutes({ directory, clock, testClock: options.testClock, store, outbox }),
    ];
    const standIn = await claimPort(ports.standIn, '--stand-in-port', (port) =>
      serveStandIn({
        port,
        routes: account ? withoutStore(account.endpoint, routes) : routes,
        around: faultyStandIn(faults),
        onRequest: (line) => log.request({ at: clock.now().toISOString(), ...line }),
        onError: (error) => log.error('stand-in', error),
      }),
    );
    closers.push(() => standIn.stop());
    origin = standIn.origin;

    const assertion = await writeAssertion(options.dataFolder);
    closers.push(assertion.remove);
    const environment = environmentOf({ standIn: origin, endpoint, key, assertionFile: assertion.file });
    const durable = openDurableEngine({
      file: file('durable.jsonl'),
      clock,
      log: (line) => log.note(line),
      onStep: (step) => killPoints.reached(step),
    });
    const timerFile = file('timers.jsonl');
    const starting = claimPort(ports.api, '--port', (port) =>
      startHost({
        port,
        clock,
        load: () =>
          options.load({
            environment,
            clock,
            cosmos: store,
            account,
            mailer: outbox,
            auditSigner: auditKey,
            report: (error, where) => log.error(where['route'] ?? 'product', error),
            measure: (name, value, dimensions) => log.note([name, value, ...Object.values(dimensions)].join(' ')),
            answered: (line) => log.request({ at: clock.now().toISOString(), ...line }),
          }),
        hostJson: readHostJson(),
        durable,
        timerState: timerFile ? { file: timerFile } : {},
        // What a function has answered is in the log already, by the function.
        onRequest: ({ functionName, ...line }) => {
          if (functionName === undefined) log.request(line);
        },
        onError: (functionName, error) => log.error(functionName, error),
        onLog: ({ level, message }) => {
          if (level === 'error' || level === 'critical' || level === 'warning') log.note(`${level}: ${message}`);
        },
      }),
    );
    // The first start makes the keys meanwhile.
    const [host] = await Promise.all([
      starting.catch(async (error: unknown) => {
        await durable.stop();
        throw error;
      }),
      identity.keySet(),
    ]);
    closers.push(() => host.stop());
    api = `${host.origin}/api/v1`;
    const addresses = { api: [api], standIn: origin, cosmos: endpoint, account: { endpoint, key } };
    return {
      ...addresses,
      auditKey,
      clock,
      directory,
      identity,
      store,
      outbox,
      faults,
      meter,
      host,
      environment,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function environmentOf({
  standIn,
  endpoint,
  key,
  assertionFile,
}: Account & Record<'standIn' | 'assertionFile', string>): ProductEnvironment {
  return {
    COSMOS_ENDPOINT: endpoint,
    ...(key === undefined ? {} : { COSMOS_KEY: key }),
    COSMOS_DATABASE: 'partner-management',
    TOKEN_ISSUER: `${standIn}/identity/{tenantid}/v2.0`,
    TOKEN_KEYS_URL: `${standIn}/identity/common/discovery/v2.0/keys`,
    TOKEN_AUDIENCE: apiClientId,
    ALLOWED_CLIENTS: clientId,
    OPERATOR_TENANT_ID: demoTenants.platform,
    GRAPH_ENDPOINT: `${standIn}/graph/v1.0`,
    GRAPH_AUTHORITY: `${standIn}/identity`,
    GRAPH_ASSERTION_FILE: assertionFile,
    RATE_LIMIT_PER_MINUTE: '0',
  };
}

/** The stand-in takes any assertion, but the product reads one from a file. */
async function writeAssertion(dataFolder: string | undefined) {
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'partner-management-')));
  const file = join(folder, 'assertion.txt');
  await writeFile(file, 'local');
  return { file, remove: () => (dataFolder === undefined ? rm(folder, { recursive: true }) : Promise.resolve()) };
}
