import { jsonJournal } from '../journal/journalKind.ts';
import { openJournal } from '../journal/openJournal.ts';
import { createSigningKey } from './signingKey.ts';
import type { SigningKey } from './signingKey.ts';

/**
 * `current` signs; `previous` signed before the last rotation and is still published; `consumer` is published for the
 * consumer tenant alone; `unpublished` is in no key set.
 */
export const keyNames = ['current', 'previous', 'consumer', 'unpublished'] as const;
export type KeyName = (typeof keyNames)[number];
export const keysJournal = jsonJournal<Partial<Record<KeyName, SigningKey>>>('keys');

/** The issuer's keys, made when they are first asked for and then kept. */
export interface KeyRing {
  key(name: KeyName): Promise<SigningKey>;
  /** Makes a new current key; the old one becomes previous, and the previous one is gone. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the keys kept in `file` (in memory without one). `keys` stands in for such as would have to be made. */
export function openKeyRing(file: string | undefined, given: Partial<Record<KeyName, SigningKey>> = {}): KeyRing {
  const ring = new Map<KeyName, Promise<SigningKey>>();
  const replay = (entry: Partial<Record<KeyName, SigningKey>>) => {
    for (const name of keyNames) {
      const key = entry[name];
      if (key) ring.set(name, Promise.resolve(key));
    }
  };
  const journal = openJournal({ file, kind: keysJournal, replay });
  const make = async (name: KeyName) => {
    const key = given[name] ?? (await createSigningKey());
    await journal.append({ [name]: key });
    return key;
  };
  const key = (name: KeyName) => {
    let found = ring.get(name);
    if (!found) ring.set(name, (found = make(name)));
    return found;
  };
  let rotating = Promise.resolve();
  const rotate = async () => {
    // The previous key is waited for too: were it still being made, it would be written after this change.
    const [previous, current] = await Promise.all([key('current'), createSigningKey(), key('previous')]);
    await journal.append({ current, previous });
    ring.set('previous', Promise.resolve(previous));
    ring.set('current', Promise.resolve(current));
  };
  return {
    key,
    // One after the other: each must retire the key that the one before it has made.
    rotate: () => (rotating = rotating.then(rotate)),
    async close() {
      await Promise.allSettled([rotating, ...ring.values()]);
      await journal.close();
    },
  };
}
