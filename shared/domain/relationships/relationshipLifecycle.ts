import { lifecycle } from '../lifecycle.ts';

export const relationshipStates = ['activating', 'active', 'suspended', 'terminating', 'terminated'] as const;

/** Of what was never there the customer is told that it is not there, of what can't be done now in which state it is. */
const byCustomer = { by: ['customer'], otherwise: 'relationshipState', butIn: { none: 'notFound' } } as const;

/** The states of a relationship, and what can be done in which (R30-R34). `none`: there has never been one. */
export const relationshipLifecycle = lifecycle('relationship', ['none', ...relationshipStates], {
  // One that is ending is not ended: a new one would begin before the old one's clean-up is through.
  invite: { by: ['customer'], from: { none: 'none', terminated: 'terminated' }, otherwise: 'relationshipExists' },
  accept: {
    by: ['partner'],
    from: { none: 'activating', terminated: 'activating' },
    otherwise: 'relationshipExists',
  },
  activate: { by: ['workflow'], from: { activating: 'active' } },
  /** Metadata only. */
  see: {
    by: ['partner'],
    from: { activating: 'activating', active: 'active', suspended: 'suspended' },
    otherwise: 'notFound',
  },
  /** Everything that a role gives. */
  use: {
    by: ['partner'],
    from: { active: 'active' },
    otherwise: 'notFound',
    butIn: { activating: 'relationshipNotActive', suspended: 'relationshipNotActive' },
  },
  /** Scope, change control, and taking roles and assignments away. */
  adjust: { from: { activating: 'activating', active: 'active', suspended: 'suspended' }, ...byCustomer },
  suspend: { from: { active: 'suspended' }, ...byCustomer },
  resume: { from: { suspended: 'active' }, ...byCustomer },
  /** Approving a change that waits (R32). */
  approve: { from: { active: 'active' }, ...byCustomer },
  /** Asked again while it is ending, it is the same end. */
  end: {
    from: { activating: 'terminating', active: 'terminating', suspended: 'terminating', terminating: 'terminating' },
    ...byCustomer,
  },
  /** The end by a Primary admin. */
  leave: {
    by: ['partner'],
    from: { activating: 'terminating', active: 'terminating', suspended: 'terminating' },
    otherwise: 'notFound',
  },
  complete: { by: ['workflow'], from: { terminating: 'terminated' } },
});
