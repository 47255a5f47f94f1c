import { createHash, randomBytes } from 'node:crypto';
import type { Directory } from '../directory/openDirectory.ts';
import type { DirectoryUser } from '../directory/directoryEntries.ts';

/** The API for which tokens are issued, and the client that asks for them. */
export const apiClientId = 'a0000000-0000-4000-8000-000000000001';
export const clientId = 'a0000000-0000-4000-8000-000000000002';

/** Above this number of groups Entra ID writes no `groups` into a token but says where to ask for them. */
const mostGroups = 200;

/** The claims of an access token (v2) for the API, as Entra ID writes them, for a person or an application. */
export function claimsOf(
  user: DirectoryUser,
  {
    directory,
    issuer,
    issuedAt,
    expiresAt,
  }: { directory: Directory; issuer: string; issuedAt: number; expiresAt: number },
): Record<string, unknown> {
  const about = {
    aud: apiClientId,
    iss: issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: expiresAt,
    azp: clientId,
    oid: user.objectId,
    tid: user.tenantId,
    uti: randomBytes(16).toString('base64url'),
    ver: '2.0',
  };
  if (user.kind === 'application') {
    return { ...about, azpacr: '2', idtyp: 'app', roles: user.roles, sub: user.objectId };
  }
  return {
    ...about,
    amr: ['pwd', 'mfa'],
    azpacr: '0',
    name: user.displayName,
    preferred_username: user.userPrincipalName,
    ...(user.roles.length > 0 ? { roles: user.roles } : {}),
    scp: 'access_as_user',
    // Pairwise: the same person has another subject in a token for another API.
    sub: createHash('sha256').update(`${user.tenantId} ${user.objectId} ${apiClientId}`).digest('base64url'),
    wids: user.wids,
    ...groupClaims(user, directory),
  };
}

function groupClaims(user: DirectoryUser, directory: Directory) {
  const groups = directory
    .groupsOf(user)
    .filter((group) => group.securityEnabled)
    .map((group) => group.groupId);
  if (groups.length <= mostGroups) return { groups };
  const endpoint = `https://graph.windows.net/${user.tenantId}/users/${user.objectId}/getMemberObjects`;
  return { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint } } };
}
