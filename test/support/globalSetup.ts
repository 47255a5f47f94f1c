import { createSigningKey } from '../../local/identity/signingKey.ts';

/** The issuer's keys are made once for all test files: making them is what takes long. */
export default async function makeKeys(): Promise<void> {
  const [current, previous, consumer] = await Promise.all([createSigningKey(), createSigningKey(), createSigningKey()]);
  process.env['TEST_SIGNING_KEYS'] = JSON.stringify({ current, previous, consumer });
}
