import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RefusalCode } from './refusal.ts';
import { Refusal } from './refusal.ts';
import type { Partition, Write } from './store.ts';
import { folded } from './text.ts';

/** Says which thing of a customer has a text that only one may have: the text is the id, so no two can. */
const TextClaim = z.object({ id: z.string(), type: z.literal('textClaim'), holderId: z.string() });

/** What a text is unique as, and how somebody is told that it is taken. */
export interface UniqueText {
  readonly as: string;
  readonly taken: RefusalCode;
  readonly message: string;
}

/** The id of the claim on a text, to read it along with other things. */
export const claimIdOf = ({ as }: UniqueText, text: string) =>
  `${as}_${createHash('sha256').update(folded(text)).digest('base64url')}`;

/**
 * The writes that give a thing a text that only it may have, and give up the one that it had.
 * @param text undefined when the thing goes
 * @throws Refusal `unique.taken` when another one has it
 */
export async function claimText(
  customer: Partition,
  unique: UniqueText,
  holderId: string,
  { text, earlier }: { text?: string | undefined; earlier?: string | undefined },
): Promise<Write[]> {
  const [id, earlierId] = [text, earlier].map((one) => (one === undefined ? undefined : claimIdOf(unique, one)));
  if (id === earlierId) return [];
  await customer.prefetch([id, earlierId].filter((one) => one !== undefined));
  if (id !== undefined && (await customer.read(TextClaim, id))) throw new Refusal(unique.taken, unique.message);
  const held = earlierId === undefined ? undefined : await customer.read(TextClaim, earlierId);
  const claim = id === undefined ? undefined : ({ id, type: 'textClaim', holderId } as const);
  return [...(claim ? [{ create: claim }] : []), ...(held ? [{ remove: held }] : [])];
}

/** The id of the thing that has this text, if there is one. */
export async function holderOfText(customer: Partition, unique: UniqueText, text: string): Promise<string | undefined> {
  const claim = await customer.read(TextClaim, claimIdOf(unique, text));
  return claim?.holderId;
}
