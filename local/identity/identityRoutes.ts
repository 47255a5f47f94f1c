import { z } from 'zod';
import { parseInput } from '../control/parseInput.ts';
import { StandInRefusal } from '../control/standInRoute.ts';
import type { StandInRequest, StandInRoute } from '../control/standInRoute.ts';
import type { Identity } from './openIdentity.ts';
import { keyNames } from './openKeyRing.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// Taken as it is: a copy by zod's record would lose a member named __proto__, which tests need.
const Members = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
);
const changes = {
  claims: Members.optional(),
  header: Members.optional(),
  key: z.enum(keyNames).optional(),
  lifetimeSeconds: z.int().optional(),
};
const TokenInput = z.union([
  z.strictObject({ tenantId: z.string(), objectId: z.string(), ...changes }),
  z.strictObject({ userPrincipalName: z.string(), ...changes }),
]);
const keysPath = '/identity/common/discovery/v2.0/keys';
const graphTokenSeconds = 3599;

/** The HTTP face of the issuer: discovery, keys, tokens for tests, the client credentials grant for the directory. */
export function identityRoutes(identity: Identity): StandInRoute[] {
  return [
    {
      method: 'GET',
      path: '/identity/{tenantId}/v2.0/.well-known/openid-configuration',
      run: ({ origin, params }) => {
        const tenantId = params['tenantId'] ?? '';
        if (tenantId !== 'common' && !guid.test(tenantId)) {
          throw new StandInRefusal(400, 'invalid_tenant', `'${tenantId}' is neither a tenant id nor 'common'.`);
        }
        return { status: 200, body: configuration(identity, origin, tenantId) };
      },
    },
    { method: 'GET', path: keysPath, run: async () => ({ status: 200, body: await identity.keySet() }) },
    {
      method: 'POST',
      path: '/identity/token',
      run: async (request) => {
        const input = parseInput(TokenInput, request.json());
        const token = await identity.issueToken(input);
        if (token === undefined) throw new StandInRefusal(404, 'notFound', 'The directory does not know who that is.');
        const body = { access_token: token, token_type: 'Bearer', expires_in: input.lifetimeSeconds ?? 3600 };
        return { status: 200, body };
      },
    },
    {
      method: 'POST',
      path: '/identity/keys/rotate',
      run: async () => {
        await identity.rotateKeys();
        return { status: 200, body: {} };
      },
    },
    {
      method: 'POST',
      path: '/identity/{tenantId}/oauth2/v2.0/token',
      run: (request) => clientCredentials(identity, request),
    },
  ];
}

function configuration(identity: Identity, origin: string, tenantId: string) {
  return {
    issuer: identity.issuerOf(tenantId === 'common' ? '{tenantid}' : tenantId),
    token_endpoint: `${origin}/identity/${tenantId}/oauth2/v2.0/token`,
    jwks_uri: origin + keysPath,
    response_types_supported: ['token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

/** RFC 6749 section 4.4 with the client assertion of RFC 7523, which is accepted as it is. */
async function clientCredentials(identity: Identity, request: StandInRequest) {
  const form = request.form();
  const no = (error: string, description: string) => ({ status: 400, body: { error, error_description: description } });
  const tenantId = request.params['tenantId'] ?? '';
  if (!guid.test(tenantId)) return no('invalid_request', `AADSTS90002: Tenant '${tenantId}' not found.`);
  if (form.get('grant_type') !== 'client_credentials') {
    return no('unsupported_grant_type', 'The stand-in has the grant client_credentials only.');
  }
  if (form.get('scope') !== 'https://graph.microsoft.com/.default') {
    return no('invalid_scope', 'The stand-in has the scope https://graph.microsoft.com/.default only.');
  }
  const client = form.get('client_id') ?? '';
  if (!guid.test(client)) return no('invalid_request', 'AADSTS900144: client_id must be a GUID.');
  const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  if (form.get('client_assertion_type') !== assertionType || !form.get('client_assertion')) {
    return { ...no('invalid_client', 'The stand-in takes a client assertion only.'), status: 401 };
  }
  const token = await identity.issueGraphToken(tenantId, client, graphTokenSeconds);
  const expires = { expires_in: graphTokenSeconds, ext_expires_in: graphTokenSeconds };
  return { status: 200, body: { token_type: 'Bearer', ...expires, access_token: token } };
}
