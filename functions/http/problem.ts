import type { HttpResponseInit } from '@azure/functions';
import { Refusal } from '../../shared/domain/refusal.ts';

/** What each status of a refusal is called. */
export const problemTitles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthenticated',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition failed',
  413: 'Body too large',
  415: 'Unsupported media type',
  422: 'Unprocessable',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Temporarily unavailable',
};

const retryAfterSeconds = 5;

/** An error answer (RFC 9457). Anything that is no refusal is a defect: the answer tells the request id only. */
export function problem(error: unknown, instance: string, requestId: string): HttpResponseInit & { status: number } {
  const refusal = error instanceof Refusal ? error : undefined;
  const status = refusal?.status ?? 500;
  const code = refusal?.code ?? 'internalError';
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'x-request-id': requestId,
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
      ...(status === 503 || status === 429
        ? { 'retry-after': String(refusal?.retryAfterSeconds ?? retryAfterSeconds) }
        : {}),
    },
    body: JSON.stringify({
      type: `urn:problem:${code}`,
      title: problemTitles[status] ?? 'Error',
      status,
      detail: refusal?.message ?? 'Something went wrong here; the request id finds it in our log.',
      instance,
      code,
      requestId,
      ...(refusal?.faults ? { errors: refusal.faults } : {}),
    }),
  };
}
