import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Conflict, type Partition } from '../domain/store.ts';

const KeyDocument = z.object({ id: z.string(), type: z.literal('signingKey'), key: z.string() });

const id = 'continuationKey';

/**
 * The key that seals continuation tokens and ETags: made once, kept in the database, the same for every instance.
 * @param operator opens the operator's partition, where it is kept
 */
export function sealingKey(operator: () => Partition): () => Promise<Buffer> {
  let key: Promise<Buffer> | undefined;
  return () => {
    key ??= readOrMake(operator).catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return key;
  };
}

async function readOrMake(operator: () => Partition): Promise<Buffer> {
  const stored = await operator().read(KeyDocument, id);
  if (stored) return Buffer.from(stored.key, 'base64');
  const key = randomBytes(32);
  const document: z.output<typeof KeyDocument> = { id, type: 'signingKey', key: key.toString('base64') };
  try {
    await operator().commit([{ create: document }]);
    return key;
  } catch (error) {
    // Another instance was faster: its key is the one.
    if (error instanceof Conflict) return readOrMake(operator);
    throw error;
  }
}
