import { Refusal } from '../../shared/domain/refusal.ts';

/** The permission is not there. */
export const denied = () => new Refusal('permissionDenied', 'You may not do this.');

/** Where a group might have given it and the directory could not be asked, the answer says so (R42). */
export const deniedUnless = (might: boolean) =>
  might
    ? new Refusal('groupMembershipUnknown', 'Which groups you are in can not be found out right now; try again.')
    : denied();

/** Every group, for what might be if the caller were in all of them. */
export const everyGroup = { has: () => true };
