import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../../shared/domain/refusal.ts';

/** What a page is bound to: whoever asks, and for what (path and query, `top` included). */
export interface PageOwner {
  readonly tenantId: string;
  readonly objectId: string;
  readonly query: string;
}

const lifetimeMs = 24 * 60 * 60 * 1000;
const Token = z.strictObject({ after: z.string(), until: z.number() });

/** A sealed key of the last row, good for 24 h, for this caller and this query only. */
export function sealContinuation(after: string, owner: PageOwner, now: Date, key: Buffer): string {
  const body = Buffer.from(JSON.stringify({ after, until: now.getTime() + lifetimeMs })).toString('base64url');
  return `${body}.${signature(body, owner, key)}`;
}

/** @throws Refusal `continuationInvalid` for one that is forged, foreign or too old */
export function openContinuation(token: string, owner: PageOwner, now: Date, key: Buffer): string {
  const invalid = new Refusal('continuationInvalid', 'This link to a page is not valid, or no longer; begin again.');
  const [body, signed, ...rest] = token.split('.');
  if (body === undefined || signed === undefined || rest.length > 0) throw invalid;
  const expected = Buffer.from(signature(body, owner, key));
  const given = Buffer.from(signed);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw invalid;
  const { after, until } = Token.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  if (until <= now.getTime()) throw invalid;
  return after;
}

const signature = (body: string, { tenantId, objectId, query }: PageOwner, key: Buffer) =>
  createHmac('sha256', key)
    .update(JSON.stringify([body, tenantId, objectId, query]))
    .digest('base64url');
