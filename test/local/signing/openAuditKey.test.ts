import { expect, test } from '@jest/globals';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuditKey } from '../../../local/signing/openAuditKey.ts';

test('the key is made once and kept in its file; keys of other files are unknown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-key-'));
  const file = join(folder, 'audit-key.jsonl');
  const text = Buffer.from('text');
  const first = openAuditKey(file);
  const { keyId, signature } = await first.sign(text);
  await first.close();
  const again = openAuditKey(file);
  const jwk = await again.publicKey(keyId);
  const key = createPublicKey({ key: jwk ?? {}, format: 'jwk' });
  expect(verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  expect(signature).toHaveLength(64);
  expect((await again.sign(text)).keyId).toBe(keyId);
  await again.close();
  const other = openAuditKey(undefined);
  expect(await other.publicKey(keyId)).toBeUndefined();
  await other.close();
  rmSync(folder, { recursive: true });
});
