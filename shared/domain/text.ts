import { z } from 'zod';

/** How one string may look; lengths count code points, control characters are refused (api.md, "Text"). */
interface TextRule {
  max: number;
  /** Line breaks and tabs allowed. */
  multiline?: boolean;
  /** The empty or blank string allowed. */
  blank?: boolean;
}

const control = /\p{Cc}/u;
const controlButLayout = /(?![\t\n\r])\p{Cc}/u;

function text({ max, multiline = false, blank = false }: TextRule) {
  const refused = multiline ? controlButLayout : control;
  return z
    .string()
    .max(max * 2)
    .refine((value) => value.isWellFormed(), 'is not well-formed Unicode')
    .refine((value) => codePoints(value) <= max, `has more than ${max} characters`)
    .refine((value) => !refused.test(value), 'has control characters')
    .refine((value) => blank || value.trim() !== '', 'is blank')
    .meta({ maxLength: max });
}

function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count++;
  return count;
}

export const Name = text({ max: 256 });
export const RoleName = text({ max: 64 });
export const Site = text({ max: 256 });
export const Description = text({ max: 2000, multiline: true, blank: true });
export const Message = text({ max: 4000, multiline: true });
export const Reason = text({ max: 2000, multiline: true });
export const AccountUpn = text({ max: 256 });
export const SupportContact = text({ max: 2000 });
/** An id as a client may send one: what it names is looked up, so only its size is bounded here. */
export const AnyId = z.string().min(1).max(128);

/** The text two names are compared by where they must be unique, and searched in: NFC, trimmed, case ignored. */
export const folded = (value: string) => value.normalize('NFC').trim().toLowerCase();

/** One immutable string that sorts by name and then by the order of making. */
export const sortKey = (name: string, id: string) => `${folded(name)}\u0000${id}`;
