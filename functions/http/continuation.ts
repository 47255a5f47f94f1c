import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../../shared/domain/refusal.ts';

/** What a page is bound to: whoever asks, and for what (path and query, `top` included). */
export interface PageOwner {
  readonly tenantId: string;
  readonly objectId: string;
  readonly query: string;
}

const lifetimeMs = 24 * 60 * 60 * 1000;
const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const Token = z.strictObject({ after: z.string(), until: z.number() });

/**
 * The key of the last row, sealed: good for 24 h, for this caller and this query only, and unreadable, as the last row that
 * was looked at may be one that the caller does not see.
 */
export function sealContinuation(after: string, owner: PageOwner, now: Date, key: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const seal = createCipheriv(cipher, sealingKey(key), nonce, { authTagLength: tagBytes }).setAAD(bindingOf(owner));
  const text = JSON.stringify({ after, until: now.getTime() + lifetimeMs });
  return Buffer.concat([nonce, seal.update(text, 'utf8'), seal.final(), seal.getAuthTag()]).toString('base64url');
}

/** @throws Refusal `continuationInvalid` for one that is forged, foreign or too old */
export function openContinuation(token: string, owner: PageOwner, now: Date, key: Buffer): string {
  const { after, until } = unsealed(token, owner, key) ?? { after: '', until: -Infinity };
  if (until > now.getTime()) return after;
  throw new Refusal('continuationInvalid', 'This link to a page is not valid, or no longer; begin again.');
}

function unsealed(token: string, owner: PageOwner, key: Buffer): z.output<typeof Token> | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= nonceBytes + tagBytes || bytes.toString('base64url') !== token) return undefined;
  const open = createDecipheriv(cipher, sealingKey(key), bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(bindingOf(owner))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    const text = Buffer.concat([open.update(bytes.subarray(nonceBytes, -tagBytes)), open.final()]).toString('utf8');
    return Token.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const sealingKey = (key: Buffer) => Buffer.from(hkdfSync('sha256', key, '', 'continuation', 32));

const bindingOf = ({ tenantId, objectId, query }: PageOwner) =>
  Buffer.from(JSON.stringify([tenantId, objectId, query]));
