import type { AroundStandIn } from '../control/serveStandIn.ts';
import type { Faults } from './openFaults.ts';

/** What may go wrong between the product and its issuer or its directory; pages and `/control` are always there. */
export const faultyStandIn =
  (faults: Faults): AroundStandIn =>
  ({ method, path }, proceed) => {
    const [, target] = /^\/(graph|identity)\//.exec(path) ?? [];
    if (target !== 'graph' && target !== 'identity') return proceed();
    return faults.meet({ target, method, path, refuse }, proceed);
  };

const refuse = (status: number, retryAfterMs: number | undefined) => ({
  status,
  headers: retryAfterMs === undefined ? {} : { 'retry-after': String(retryAfterMs / 1000) },
  body: { error: { code: String(status), message: `A fault of /control/faults: ${status}.` } },
});
