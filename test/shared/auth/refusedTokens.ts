import { generateKeyPairSync, sign } from 'node:crypto';
import type { SigningKey } from '../../../local/identity/signingKey.ts';
import { contentOf, hmacToken, publicFormsOf, rsaToken, tokenWith } from './signedTokens.ts';

/** What the tokens are made of. */
export interface Issuer {
  readonly current: SigningKey;
  readonly consumer: SigningKey;
  /** Of nobody that the product knows. */
  readonly foreign: SigningKey;
  readonly now: Date;
  /** The claims of the one token that is right. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly issuerOf: (tenantId: string) => string;
  /** A registered tenant that is not the caller's. */
  readonly otherTenantId: string;
}

const consumerTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';
const otherId = 'e0000000-0000-4000-8000-000000000001';

/** Tokens that are wrong in one way each: what libraries refuse by themselves, and what they leave to the application. */
export function refusedTokens(issuer: Issuer): Record<string, string> {
  return { ...wrongSignatures(issuer), ...wrongHeaders(issuer), ...wrongShapes(issuer), ...wrongClaims(issuer) };
}

const headerOf = ({ current }: Issuer, change: object = {}) => ({
  typ: 'JWT',
  alg: 'RS256',
  kid: current.kid,
  ...change,
});

function wrongSignatures(issuer: Issuer): Record<string, string> {
  const { current, foreign, claims, consumer } = issuer;
  const header = headerOf(issuer);
  const right = rsaToken(current, header, claims);
  const [head = '', payload = '', signature = ''] = right.split('.');
  const of = (alg: string) => headerOf(issuer, { alg });
  const forms = publicFormsOf(current);
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const onCurve = headerOf(issuer, { alg: 'ES256', jwk: curve.publicKey.export({ format: 'jwk' }) });
  const ecSignature = sign('sha256', Buffer.from(contentOf(onCurve, claims)), {
    key: curve.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return {
    'alg none without a signature': tokenWith(of('none'), claims, Buffer.alloc(0)),
    'alg None': tokenWith(of('None'), claims, Buffer.alloc(0)),
    'alg nOnE': tokenWith(of('nOnE'), claims, Buffer.alloc(0)),
    'alg none, signed all the same': rsaToken(current, of('none'), claims),
    'HS256 by the public key as PEM': hmacToken(forms.pem, of('HS256'), claims),
    'HS256 by the public key as DER': hmacToken(forms.der, of('HS256'), claims),
    'HS256 by the modulus': hmacToken(forms.modulus, of('HS256'), claims),
    'HS256 by the public JWK': hmacToken(JSON.stringify(forms.jwk), of('HS256'), claims),
    'HS256 by an empty secret': hmacToken('', of('HS256'), claims),
    'RS384 by the right key': rsaToken(current, of('RS384'), claims, 'RS384'),
    'RS512 by the right key': rsaToken(current, of('RS512'), claims, 'RS512'),
    'PS256 by the right key': rsaToken(current, of('PS256'), claims, 'PS256'),
    'RS384 that says RS256': rsaToken(current, header, claims, 'RS384'),
    'PS256 that says RS256': rsaToken(current, header, claims, 'PS256'),
    'ES256 with r = s = 0': tokenWith(of('ES256'), claims, Buffer.alloc(64)),
    'ES256 by a key that it brings along': tokenWith(onCurve, claims, ecSignature),
    'another key under the right kid': rsaToken(foreign, header, claims),
    'another key under its own kid': rsaToken(foreign, headerOf(issuer, { kid: foreign.kid }), claims),
    'the consumer key under the right kid': rsaToken(consumer, header, claims),
    'no signature': `${head}.${payload}.`,
    'half a signature': `${head}.${payload}.${signature.slice(0, 171)}`,
    'a signature of zeros': tokenWith(header, claims, Buffer.alloc(256)),
    'the signature of other claims': tokenWith(
      header,
      { ...claims, oid: otherId },
      Buffer.from(signature, 'base64url'),
    ),
    'the signature of another header': tokenWith({ ...header, x5t: 'x' }, claims, Buffer.from(signature, 'base64url')),
    'another spelling of the same signature': `${head}.${payload}.${respelt(signature)}`,
    'another spelling of the header': `${respelt(head)}.${payload}.${signature}`,
  };
}

/** The same bytes with a bit set that base64url leaves over; where none is left over, padding. */
function respelt(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  if (part.length % 4 === 0) return `${part}A`;
  return part.slice(0, -1) + alphabet.charAt(alphabet.indexOf(part.slice(-1)) + 1);
}

function wrongHeaders(issuer: Issuer): Record<string, string> {
  const { current, foreign, claims } = issuer;
  const changed = (change: object) => rsaToken(current, headerOf(issuer, change), claims);
  const own = publicFormsOf(foreign).jwk;
  const address = 'https://attacker.example/keys';
  return {
    'no kid': changed({ kid: undefined }),
    'an empty kid': changed({ kid: '' }),
    'an unknown kid': changed({ kid: 'f0000000-0000-4000-8000-000000000001' }),
    'a kid that is a path': changed({ kid: '../../../../dev/null' }),
    'a kid that every object has': changed({ kid: '__proto__' }),
    'a kid that is a list': changed({ kid: [current.kid] }),
    'a kid that is an object': changed({ kid: { toString: current.kid } }),
    'a kid of 300 characters': changed({ kid: 'k'.repeat(300) }),
    'a jwk of its own': rsaToken(foreign, headerOf(issuer, { jwk: own }), claims),
    'a jwk of its own and no kid': rsaToken(foreign, headerOf(issuer, { jwk: own, kid: undefined }), claims),
    'a jwk beside the right signature': changed({ jwk: own }),
    'a jku': changed({ jku: address }),
    'an x5u': changed({ x5u: address }),
    'an x5c': changed({ x5c: ['MIIB'] }),
    'crit exp': changed({ crit: ['exp'], exp: 1 }),
    'b64 false': changed({ crit: ['b64'], b64: false }),
    'crit of nothing': changed({ crit: [] }),
    'zip DEF': changed({ zip: 'DEF' }),
    'cty JWT': changed({ cty: 'JWT' }),
    'typ of something else': changed({ typ: 'secevent+jwt' }),
    'no alg': changed({ alg: undefined }),
    'alg in lower case': changed({ alg: 'rs256' }),
    'alg that is a list': changed({ alg: ['RS256'] }),
    'a header that is a list': rsaToken(current, [headerOf(issuer)], claims),
    'a header that is no JSON': rsaToken(current, 'RS256', claims),
    'a header with a byte order mark': rsaToken(current, `\uFEFF${JSON.stringify(headerOf(issuer))}`, claims),
  };
}

function wrongShapes(issuer: Issuer): Record<string, string> {
  const { current, claims } = issuer;
  const of = (payload: string | Buffer | object) => rsaToken(current, headerOf(issuer), payload);
  const right = of(claims);
  const [head = '', payload = '', signature = ''] = right.split('.');
  const text = JSON.stringify(claims);
  const deep = '['.repeat(10_000) + ']'.repeat(10_000);
  return {
    'nothing at all': '',
    'only dots': '..',
    'two parts': `${head}.${payload}`,
    'four parts': `${right}.${signature}`,
    'five parts': `${head}.${payload}.${signature}.${head}.${payload}`,
    'an empty payload': `${head}..${signature}`,
    padding: `${right}==`,
    'a blank within': `${head}. ${payload}.${signature}`,
    'a second token behind it': `${right} ${right}`,
    'a comma behind it': `${right},`,
    'base64 of the other alphabet': `${head}.${payload}.${signature.slice(0, -2)}+/`,
    'a payload that is a list': of([claims]),
    'a payload that is null': of('null'),
    'a payload that is a number': of('1'),
    'a payload that is a text': of(JSON.stringify(text)),
    'a payload that is a token': of(right),
    'a payload that is no JSON': of(`${text},`),
    'a payload with a byte order mark': of(`\uFEFF${text}`),
    'a payload that is no UTF-8': of(Buffer.from(text.replace('"ver"', '"x":"\xff","ver"'), 'latin1')),
    'a payload with a member __proto__': of(text.replace('{', '{"__proto__":{"admin":true},')),
    'a payload with its claims in __proto__': of(`{"__proto__":${text}}`),
    'a claim of 20,000 characters': of({ ...claims, filling: 'x'.repeat(20_000) }),
    'a claim 10,000 deep': of(text.replace('{', `{"deep":${deep},`)),
  };
}

function wrongClaims(issuer: Issuer): Record<string, string> {
  const { current, consumer, claims, otherTenantId, issuerOf } = issuer;
  const now = Math.floor(issuer.now.getTime() / 1000);
  const of = (change: object, key = current) =>
    rsaToken(key, headerOf(issuer, { kid: key.kid }), { ...claims, ...change });
  const tid = String(claims['tid']);
  const aud = String(claims['aud']);
  const iss = String(claims['iss']);
  const without = Object.fromEntries(
    ['aud', 'iss', 'tid', 'oid', 'ver', 'azp', 'iat', 'nbf', 'exp', 'scp'].map((name) => [
      `no ${name}`,
      of({ [name]: undefined }),
    ]),
  );
  const notOne = Object.fromEntries(
    ['aud', 'iss', 'tid', 'oid', 'azp', 'ver', 'scp'].map((name) => [
      `${name} as a list`,
      of({ [name]: [claims[name]] }),
    ]),
  );
  const asText = Object.fromEntries(
    ['iat', 'nbf', 'exp'].map((name) => [`${name} as a text`, of({ [name]: String(claims[name]) })]),
  );
  return {
    ...without,
    ...notOne,
    ...asText,
    'another aud': of({ aud: otherId }),
    'aud in upper case': of({ aud: aud.toUpperCase() }),
    'aud with a slash': of({ aud: `${aud}/` }),
    'aud as an App ID URI': of({ aud: `api://${aud}` }),
    'aud of several': of({ aud: [otherId, aud] }),
    'an issuer elsewhere': of({ iss: iss.replace(/^http:\/\/[^/]+/, 'https://login.attacker.example') }),
    'the issuer of another tenant': of({ iss: issuerOf(otherTenantId) }),
    'the tid of another tenant': of({ tid: otherTenantId }),
    'an issuer with more before it': of({ iss: `https://attacker.example/${iss}` }),
    'an issuer with more behind it': of({ iss: `${iss}.attacker.example` }),
    'an issuer with a slash': of({ iss: `${iss}/` }),
    'an issuer in upper case': of({ iss: iss.toUpperCase() }),
    'the issuer template itself': of({ iss: issuerOf('{tenantid}'), tid: '{tenantid}' }),
    'the issuer of version 1': of({ iss: `https://sts.windows.net/${tid}/`, ver: '1.0' }),
    'version 1': of({ ver: '1.0' }),
    'version 2 as a number': of({ ver: 2 }),
    'the consumer tenant': of({ tid: consumerTenantId, iss: issuerOf(consumerTenantId) }),
    'the consumer tenant by its own key': of({ tid: consumerTenantId, iss: issuerOf(consumerTenantId) }, consumer),
    // Storm-0558: a key of the same set that must not sign for organisations.
    'an organisation by the consumer key': of({}, consumer),
    'tid in upper case': of({ tid: tid.toUpperCase() }),
    'tid with blanks': of({ tid: ` ${tid}` }),
    'oid as an object': of({ oid: { id: claims['oid'] } }),
    'oid in upper case': of({ oid: String(claims['oid']).toUpperCase() }),
    'oid that is no GUID': of({ oid: 'adele@contoso.example' }),
    'another client': of({ azp: otherId }),
    'the client as appid only': of({ azp: undefined, appid: claims['azp'] }),
    'an ID token': of({ scp: undefined, nonce: 'n', azp: undefined }),
    'another scope': of({ scp: 'openid profile' }),
    'a scope that begins the same': of({ scp: 'access_as_user.read' }),
    'app roles in place of a scope': of({ scp: undefined, roles: ['Platform.Operator'] }),
    'an application with a scope': of({ idtyp: 'app' }),
    'an idtyp of something else': of({ idtyp: 'device' }),
    'groups as a text': of({ groups: otherId }),
    'groups as an object': of({ groups: { 0: otherId } }),
    'groups that are no ids': of({ groups: ['Administrators'] }),
    'too many groups as a text': of({ groups: undefined, _claim_names: 'groups' }),
    'hasgroups as a text': of({ hasgroups: 'true' }),
    'wids as a text': of({ wids: '62e90394-69f5-4237-9190-012177145e10' }),
    'roles as a text': of({ roles: 'Platform.Operator' }),
    'expired by more than the skew': of({ iat: now - 4000, nbf: now - 4000, exp: now - 301 }),
    'not yet valid by more than the skew': of({ nbf: now + 600 }),
    'issued in the future': of({ iat: now + 600, exp: now + 4000 }),
    'exp in milliseconds': of({ exp: (now + 3600) * 1000 }),
    'exp 1e308': of({ exp: 1e308 }),
    'exp beyond numbers': rsaToken(
      current,
      headerOf(issuer),
      JSON.stringify({ ...claims, exp: 0 }).replace('"exp":0', '"exp":1e999'),
    ),
    'exp negative': of({ exp: -1 }),
    'exp with a fraction': of({ exp: now + 3600.5 }),
    'exp before iat': of({ iat: now + 200, exp: now + 100 }),
    'good for more than a day': of({ exp: Number(claims['iat']) + 86_401 }),
    'iat 0': of({ iat: 0 }),
  };
}
