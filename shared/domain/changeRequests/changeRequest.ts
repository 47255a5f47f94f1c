import { z } from 'zod';
import type { ChangeRecord } from '../auditEvents/auditEvent.ts';
import { Guid, newId } from '../ids.ts';
import { changeKinds } from '../relationships/relationship.ts';
import { Person } from '../roles.ts';
import type { Condition } from '../store.ts';
import { changeRequestLifecycle, changeRequestStates, type ChangeRequestState } from './changeRequestLifecycle.ts';

/** One waits so long for the customer's word (R61). */
const waitsMs = 7 * 24 * 60 * 60 * 1000;

const members = {
  id: z.string(),
  kind: z.enum(changeKinds),
  partnerId: Guid,
  requestedBy: Person,
  requestedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** The request that asked for it: its path begins after the base of the API. */
  change: z.object({ method: z.string(), path: z.string(), body: z.json().optional() }).meta({
    examples: [
      {
        method: 'PATCH',
        path: '/partner/customers/c0000000-0000-4000-8000-000000000001/rooms/room_01kap5dk3v8m2q7r9s4t6w0x1y',
        body: { site: 'Berlin' },
      },
    ],
  }),
  decidedBy: Person.optional(),
  decidedAt: z.iso.datetime().optional(),
  /** Why it failed, once it was approved. */
  error: z.object({ code: z.string(), message: z.string() }).optional(),
};

/** A partner's change that waits for the customer's word, in the customer's partition. Expiry is no stored state (R61). */
export const ChangeRequest = z.object({
  ...members,
  type: z.literal('changeRequest'),
  state: z.enum(changeRequestStates).exclude(['expired']),
  /** Who asked, for lists. */
  requesterId: Guid,
  /** The relationship that it was asked in, by its invitation: it is never made in a later one (R34). */
  invitationId: z.string(),
  /** What the log calls the thing that it changes. */
  objectName: z.string(),
  /** The row of the route list that it went through, and what was in its path. */
  route: z.string(),
  parameters: z.record(z.string(), z.string()),
  /** Digest of the members that it sets, as they were when it was asked for (R62); empty where it creates or deletes. */
  was: z.string(),
});
export type ChangeRequest = z.output<typeof ChangeRequest>;

export const ChangeRequestOutput = z.object({ ...members, state: z.enum(changeRequestStates), etag: z.string() });
export type ChangeRequestOutput = z.output<typeof ChangeRequestOutput>;

/** What only whoever makes one knows. */
type Asked = Pick<
  ChangeRequest,
  'kind' | 'partnerId' | 'requestedBy' | 'change' | 'invitationId' | 'objectName' | 'route' | 'parameters' | 'was'
>;

/** A change request that is pending. Its id says at which customer it is: the partner's people know it by nothing else. */
export const newChangeRequest = (asked: Asked, customerId: string, now: Date): ChangeRequest => ({
  ...asked,
  id: newId('changeRequest', now) + customerId.replaceAll('-', ''),
  type: 'changeRequest',
  state: 'pending',
  requesterId: asked.requestedBy.userId,
  requestedAt: now.toISOString(),
  expiresAt: new Date(now.getTime() + waitsMs).toISOString(),
});

const idForm = /^chg_[0-9a-z]{26}([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** The customer that the id of a change request leads to: a hint, as everything that a client sends (R81). */
export const customerOfChangeRequest = (changeRequestId: string): string | undefined =>
  idForm.exec(changeRequestId)?.slice(1).join('-');

/** The state at a moment: expired from the instant `expiresAt` on (R23, R61). */
export const stateAt = ({ state, expiresAt }: ChangeRequest, now: Date): ChangeRequestState =>
  state === 'pending' && Date.parse(expiresAt) <= now.getTime() ? 'expired' : state;

/** @throws Refusal `changeRequestClosed` when it is pending no more */
export function expectPending(request: ChangeRequest, action: 'approve' | 'reject' | 'cancel', now: Date): void {
  changeRequestLifecycle.next(action, stateAt(request, now));
}

/** What a list asks for requests in these states. */
export function inStates(states: readonly ChangeRequestState[] | undefined, now: Date): Condition[] {
  if (!states) return [];
  const over = now.toISOString();
  const still = new Date(now.getTime() + 1).toISOString();
  const inState = (state: ChangeRequestState): Condition => {
    if (state !== 'pending' && state !== 'expired') return { member: 'state', oneOf: [state] };
    const when = state === 'pending' ? { atLeast: still } : { atMost: over };
    return {
      allOf: [
        { member: 'state', oneOf: ['pending'] },
        { member: 'expiresAt', ...when },
      ],
    };
  };
  return [{ anyOf: states.map(inState) }];
}

/** What the log says of a change of its state. */
export const changeRequestRecord = (
  { id, objectName }: ChangeRequest,
  changes: ChangeRecord['changes'],
  operation: 'Create' | 'Update' = 'Update',
): ChangeRecord => ({ category: 'ChangeRequest', operation, objectId: id, objectName, changes });
