import type { Role } from '../roles.ts';
import { grantFor, type AccessQuestion } from './accessQuestion.ts';
import {
  grantFrom,
  hasExpired,
  isMember,
  type AccessAssignment,
  type AccessHolder,
  type AccessPerson,
} from './prepareAccess.ts';
import { contains, everyRoom, type RoomSet } from './roomSet.ts';

/** How an assignment stands to a question, condition by condition (R8): it answers yes if none of them is missing. */
export interface Consideration {
  /** The person, or one of the person's groups, is a member. */
  readonly member: boolean;
  /** The permission is in its role. */
  readonly permission: boolean;
  /** The room is in its scope. */
  readonly scope: boolean;
  /** The room is in the relationship's scope. */
  readonly boundary: boolean;
  /** It has not expired. */
  readonly unexpired: boolean;
}

/** Takes the decision on one assignment apart: by the same parts, so that what they say together is what is decided. */
export function considerAssignment(
  assignment: AccessAssignment,
  { permission, room }: AccessQuestion,
  person: AccessPerson,
  { holder, builtInRoles, boundary }: { holder: AccessHolder; builtInRoles: readonly Role[]; boundary: RoomSet },
  now: Date,
): Consideration {
  const grant = grantFrom(assignment, holder, builtInRoles);
  const anywhere = { permission, room: undefined };
  return {
    member: isMember(person, assignment),
    permission: grant !== undefined && grantFor({ grants: [grant], boundary: everyRoom }, anywhere) !== undefined,
    scope: grant !== undefined && (room === undefined || contains(grant.rooms, room)),
    boundary: room === undefined || contains(boundary, room),
    unexpired: !hasExpired(assignment, now),
  };
}
