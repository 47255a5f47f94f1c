import { createHmac, hkdfSync } from 'node:crypto';
import type { Services } from './services.ts';

/**
 * A request log in which callers have pseudonyms: all requests of one person can be put together, by whoever has a request id
 * of theirs, and the log alone tells of nobody who it is. Where the key can't be had the line goes without its caller.
 *
 * @param key secret of this service, the same in every instance
 */
export function pseudonymous(key: () => Promise<Buffer>, answered: Services['answered']): Services['answered'] {
  let pseudonymKey: Buffer | undefined;
  const pseudonymOf = async (caller: string) => {
    pseudonymKey ??= Buffer.from(hkdfSync('sha256', await key(), '', 'caller', 32));
    return createHmac('sha256', pseudonymKey).update(caller).digest('base64url').slice(0, 22);
  };
  return ({ caller, ...line }) => {
    if (caller === undefined) return answered(line);
    void pseudonymOf(caller).then(
      (pseudonym) => answered({ ...line, caller: pseudonym }),
      () => answered(line),
    );
  };
}
