import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** A lower-case GUID: tenants, users and groups. */
export const Guid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'is not a lower-case GUID');

const prefixes = {
  invitation: 'inv',
  role: 'role',
  assignment: 'asg',
  room: 'room',
  roomGroup: 'grp',
  updateRing: 'ring',
  ticket: 'tkt',
  ticketMessage: 'msg',
  notification: 'ntf',
  operation: 'op',
  auditEvent: 'evt',
  changeRequest: 'chg',
} as const;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
let last = 0n;

/**
 * A new id: a readable prefix, then 48 bits of time and 80 random bits in base 32 (a ULID in lower case). Ids of one
 * process sort in the order of making, which is what lists without `orderBy` promise.
 */
export function newId(kind: keyof typeof prefixes, now: Date): string {
  const random = BigInt('0x' + randomBytes(10).toString('hex'));
  const fresh = (BigInt(now.getTime()) << 80n) | random;
  // Within one millisecond count up from the last one, so that two ids never sort against their making.
  last = fresh >> 80n > last >> 80n ? fresh : last + (random & 0xffff_ffffn) + 1n;
  return `${prefixes[kind]}_${base32(last)}`;
}

/** When an id was made, in milliseconds. */
export function timeOfId(id: string): number {
  let time = 0;
  for (const digit of id.slice(id.indexOf('_') + 1).slice(0, 10)) time = time * 32 + alphabet.indexOf(digit);
  return time;
}

/** What every id of a kind that is made at a time, or later, sorts after. */
export const idsBegin = (kind: keyof typeof prefixes, time: Date) =>
  `${prefixes[kind]}_${base32(BigInt(time.getTime()) << 80n)}`;

function base32(value: bigint): string {
  let text = '';
  for (let at = 125n; at >= 0n; at -= 5n) text += alphabet.charAt(Number((value >> at) & 31n));
  return text;
}
