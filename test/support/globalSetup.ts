import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigningKey } from '../../local/identity/signingKey.ts';

/** The issuer's keys are made once for all test files: making them is what takes long. */
export default async function prepare(): Promise<void> {
  // A process that runs tests again and again (Stryker) keeps them.
  process.env['TEST_SIGNING_KEYS'] ??= await signingKeys();
  process.env['TEST_FIGURES'] = join(tmpdir(), `figures-${randomUUID()}.txt`);
}

async function signingKeys(): Promise<string> {
  const [current, previous, consumer] = await Promise.all([createSigningKey(), createSigningKey(), createSigningKey()]);
  return JSON.stringify({ current, previous, consumer });
}
