import type { TokenCredential } from '@azure/identity';
import type { CryptographyClient, CryptographyClientOptions, KeyClient } from '@azure/keyvault-keys';
import { PublicKey, type AuditSigner } from '../domain/auditSeals/auditSigner.ts';
import type { Clock } from '../domain/clock.ts';
import { Refusal } from '../domain/refusal.ts';

/** A key in Azure Key Vault. */
interface KeyAccess {
  /** `https://<vault>.vault.azure.net/keys/<name>`: its newest version signs, its earlier ones are good for what they signed. */
  readonly key: string;
  /** Gives tokens for `https://vault.azure.net/.default`. */
  readonly credential: TokenCredential;
  readonly clock: Clock;
  /** What a request passes besides, on its way to a service other than the one in Azure. */
  readonly policies?: NonNullable<CryptographyClientOptions['additionalPolicies']>;
  /** Whether a challenge must come from the vault's own domain: always, but for a service other than the one in Azure. */
  readonly verifiesChallenge?: boolean;
}

/** A rotated key signs from then on at the latest. */
const newestForMs = 10 * 60_000;
const timeoutMs = 10_000;

interface Newest {
  readonly id: string;
  readonly signing: CryptographyClient;
  readonly until: number;
}

/** Signs with a key that never leaves Azure Key Vault (ES256). */
export function keyVaultSigner({
  key,
  credential,
  clock,
  policies = [],
  verifiesChallenge = true,
}: KeyAccess): AuditSigner {
  const url = new URL(key);
  const name = url.pathname.replace('/keys/', '');
  const options = {
    retryOptions: { maxRetries: 2, maxRetryDelayInMs: 1_000 },
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [...policies],
    disableChallengeResourceVerification: !verifiesChallenge,
  };
  const timely = () => ({ abortSignal: AbortSignal.timeout(timeoutMs) });
  // Loaded with the first seal, as most processes sign none.
  let library: Promise<typeof import('@azure/keyvault-keys')> | undefined;
  const load = () => (library ??= import('@azure/keyvault-keys'));
  let client: KeyClient | undefined;
  const keys = async () => (client ??= new (await load()).KeyClient(url.origin, credential, options));
  let newest: Newest | undefined;
  const known = new Map<string, PublicKey>();

  async function newestVersion(): Promise<Newest> {
    const now = clock.now().getTime();
    if (newest && newest.until > now) return newest;
    const found = await (await keys()).getKey(name, timely());
    if (found.id === undefined) throw new Error('A key of the vault has no id.');
    const signing = new (await load()).CryptographyClient(found, credential, options);
    return (newest = { id: found.id, signing, until: now + newestForMs });
  }

  return {
    async sign(text) {
      const { id, signing } = await newestVersion();
      const { result } = await signing.signData('ES256', text, timely());
      return { keyId: id, signature: Buffer.from(result) };
    },

    async publicKey(keyId) {
      const version = keyId.startsWith(`${key}/`) ? keyId.slice(key.length + 1) : '';
      if (!/^[0-9a-f]{32}$/.test(version)) return undefined;
      const earlier = known.get(keyId);
      if (earlier) return earlier;
      try {
        const { key: found } = await (await keys()).getKey(name, { version, ...timely() });
        const { kty, crv, x, y } = found ?? {};
        const coordinates = [x, y].map((part) => part && Buffer.from(part).toString('base64url'));
        const jwk = PublicKey.parse({ kty: kty?.replace('-HSM', ''), crv, x: coordinates[0], y: coordinates[1] });
        known.set(keyId, jwk);
        return jwk;
      } catch (cause) {
        if ((cause as { statusCode?: unknown } | null)?.statusCode === 404) return undefined;
        throw new Refusal('temporarilyUnavailable', 'The key of the seals can not be read now; try again.', { cause });
      }
    },
  };
}
