import { refusalStatus, type Refusal, type RefusalCode } from '../../shared/domain/refusal.ts';
import { isLimited } from './callerLimit.ts';
import { takesKey, type Route } from './route.ts';

/** Every code that a route can answer, with its status: what is common to its kind and audience, and its own. */
export function declaredRefusals(route: Route): ReadonlyMap<RefusalCode, number> {
  return new Map([...commonRefusals(route), ...route.refusals].map((code) => [code, statusOf(code, route)]));
}

/** A refusal that the reference does not tell of is a defect of the route's row, though the answer itself is right. */
export function isDeclared(route: Route, { code, status }: Refusal): boolean {
  return declaredRefusals(route).get(code) === status;
}

/** One code has two statuses: a domain that is looked up is not found, one that is invited is no valid input. */
const statusOf = (code: RefusalCode, { method }: Route) =>
  code === 'partnerDomainUnknown' && method === 'GET' ? 404 : refusalStatus[code];

function commonRefusals(route: Route): readonly RefusalCode[] {
  const { kind, method, path, audience, may } = route;
  const common: RefusalCode[] = ['invalidRequest', 'temporarilyUnavailable'];
  if (kind === 'mutation' || audience !== 'anonymous') common.push('bodyTooLarge', 'unsupportedMediaType');
  if (isLimited(route)) common.push('tooManyRequests');
  if (audience === 'anonymous') return common;
  common.push('unauthenticated', 'permissionDenied');
  if (audience !== 'operator' && audience !== 'monitor') common.push('tenantNotRegistered');
  if (audience === 'partner' || audience === 'invited' || audience === 'customerOfPartner') {
    common.push('partnerNotOnboarded');
  }
  if (audience === 'customerOfPartner' && !route.inAnyState) common.push('relationshipNotActive');
  if (may !== 'anyone') common.push('groupMembershipUnknown');
  if (path.includes('{')) common.push('notFound');
  if (kind === 'list' || kind === 'parts') common.push('continuationInvalid');
  if (takesKey(route)) common.push('idempotencyKeyInUse', 'idempotencyKeyReused');
  if (method === 'PUT' || method === 'PATCH' || method === 'DELETE') common.push('etagMismatch');
  if (route.versionRequired) common.push('preconditionRequired');
  return common;
}
