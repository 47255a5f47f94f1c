import { z } from 'zod';
import { Guid } from './ids.ts';

/** Who can hold a role: a user or a security group of the role holder's tenant. */
export const Member = z.object({ type: z.enum(['user', 'group']), id: Guid });
export type Member = z.output<typeof Member>;

/** A member as a client sends it; a display name sent along is ignored, the directory knows better. */
export const MemberInput = z
  .strictObject({ type: z.enum(['user', 'group']), id: Guid, displayName: z.string().max(1024).optional() })
  .transform(({ type, id }): Member => ({ type, id }))
  .meta({ title: 'MemberInput' });

/** A member as it is shown, with the name that the directory has for it at this moment. */
export const MemberOutput = z
  .object({ type: z.enum(['user', 'group']), id: Guid, displayName: z.string().optional() })
  .meta({ title: 'Member' });
export type MemberOutput = z.output<typeof MemberOutput>;

export const sameMember = (a: Member, b: Member) => a.type === b.type && a.id === b.id;

/** Each member once: one named twice in a list counts once (R41). */
export const distinctMembers = (members: readonly Member[]): Member[] => [
  ...new Map(members.map((member) => [`${member.type} ${member.id}`, member])).values(),
];
