import { z } from 'zod';
import type { BaseContext } from '../operation.ts';

export const Health = z.object({ status: z.literal('ok') });

/** Whether the service can do its work: 503 when the store can't be reached. */
export async function getHealth(_: object, { store }: BaseContext): Promise<z.output<typeof Health>> {
  await store.ping();
  return { status: 'ok' };
}
