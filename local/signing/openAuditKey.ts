import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { PublicKey, type AuditSigner } from '../../shared/domain/auditSeals/auditSigner.ts';
import { jsonJournal } from '../journal/journalKind.ts';
import { openJournal } from '../journal/openJournal.ts';

/** Stands in for the key vault: one key, kept in a file. */
export interface AuditKey extends AuditSigner {
  close(): Promise<void>;
}

interface Entry {
  /** PKCS #8, PEM. */
  readonly privateKey: string;
}
export const auditKeyJournal = jsonJournal<Entry>('audit-key');

/** Opens the key kept in `file`; it is made when it is first asked for. Without a file it is kept in memory only. */
export function openAuditKey(file: string | undefined): AuditKey {
  let key: KeyObject | undefined;
  const journal = openJournal({
    file,
    kind: auditKeyJournal,
    replay: ({ privateKey }) => void (key = createPrivateKey(privateKey)),
  });
  async function opened(): Promise<KeyObject> {
    if (!key) {
      key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      await journal.append({ privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString() });
    }
    await journal.flushed();
    return key;
  }
  const publicOf = (privateKey: KeyObject) => PublicKey.parse(createPublicKey(privateKey).export({ format: 'jwk' }));
  /** Tells keys of several folders apart, as versions are in the vault. */
  const idOf = ({ x, y }: PublicKey) =>
    `local:${createHash('sha256')
      .update(x + y)
      .digest('hex')
      .slice(0, 32)}`;
  return {
    async sign(text) {
      const privateKey = await opened();
      const signature = sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return { keyId: idOf(publicOf(privateKey)), signature };
    },
    async publicKey(keyId) {
      const jwk = publicOf(await opened());
      return keyId === idOf(jwk) ? jwk : undefined;
    },
    close: () => journal.close(),
  };
}
