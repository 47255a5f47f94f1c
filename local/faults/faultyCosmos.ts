import type { Around } from '../cosmos/around.ts';
import type { Faults } from './openFaults.ts';

/** What may go wrong between a client and the account. */
export const faultyCosmos =
  (faults: Faults): Around =>
  ({ method, path, kind }, proceed) =>
    faults.meet({ target: 'cosmos', method, path, kind, refuse }, proceed);

/** An error as the account answers it. */
const refuse = (status: number, retryAfterMs: number | undefined) => ({
  status,
  headers: {
    'content-type': 'application/json',
    ...(retryAfterMs === undefined ? {} : { 'x-ms-retry-after-ms': String(retryAfterMs) }),
  },
  body: JSON.stringify({ code: String(status), message: `A fault of /control/faults: ${status}.` }),
});
