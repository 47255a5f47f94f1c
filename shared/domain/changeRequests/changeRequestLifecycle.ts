import { lifecycle } from '../lifecycle.ts';

export const changeRequestStates = ['pending', 'applied', 'rejected', 'canceled', 'expired', 'failed'] as const;
export type ChangeRequestState = (typeof changeRequestStates)[number];

const closed = { otherwise: 'changeRequestClosed' } as const;

/** The states of a change that waits, and what can be done in which (R61, R62). */
export const changeRequestLifecycle = lifecycle('change request', changeRequestStates, {
  approve: { by: ['customer'], from: { pending: 'applied' }, ...closed },
  /** Approved, but it does not hold any more. */
  fail: { by: ['customer'], from: { pending: 'failed' } },
  reject: { by: ['customer'], from: { pending: 'rejected' }, ...closed },
  cancel: { by: ['partner'], from: { pending: 'canceled' }, ...closed },
  /** With the end of the relationship. */
  end: { by: ['workflow'], from: { pending: 'canceled' } },
  expire: { by: ['clock'], from: { pending: 'expired' } },
});
