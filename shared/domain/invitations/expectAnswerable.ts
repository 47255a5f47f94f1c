import { Refusal } from '../refusal.ts';
import { statusAt, type Invitation } from './invitation.ts';

/**
 * Only a pending invitation can be answered, and the clock decides whether it still is (R23, R25).
 * @throws Refusal `invitationExpired` or `invitationClosed`
 */
export function expectAnswerable(invitation: Invitation, now: Date): void {
  const status = statusAt(invitation, now);
  if (status === 'expired') throw new Refusal('invitationExpired', 'The invitation has expired.');
  if (status !== 'pending') throw new Refusal('invitationClosed', `The invitation is ${status}.`);
}
