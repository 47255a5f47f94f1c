import type { TokenCredential } from '@azure/identity';

/** A credential that is made, its library loaded with it, when it is first asked. */
export function lazyCredential(make: (identity: typeof import('@azure/identity')) => TokenCredential): TokenCredential {
  let credential: Promise<TokenCredential> | undefined;
  return {
    async getToken(scopes, options) {
      credential ??= import('@azure/identity').then(make);
      return (await credential).getToken(scopes, options);
    },
  };
}
