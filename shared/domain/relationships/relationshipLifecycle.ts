import { lifecycle } from '../lifecycle.ts';

export const relationshipStates = ['activating', 'active', 'suspended', 'terminating', 'terminated'] as const;

/** The states of a relationship, and what can be done in which (R30-R34). `none`: there has never been one. */
export const relationshipLifecycle = lifecycle('relationship', ['none', ...relationshipStates], {
  // One that is ending is not ended: a new one would begin before the old one's clean-up is through.
  invite: { by: ['customer'], from: { none: 'none', terminated: 'terminated' }, otherwise: 'relationshipExists' },
  accept: {
    by: ['partner'],
    from: { none: 'activating', terminated: 'activating' },
    otherwise: 'relationshipExists',
  },
  activate: { by: ['workflow'], from: { activating: 'active' }, otherwise: 'relationshipState' },
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
    otherwise: 'relationshipNotActive',
    butIn: { none: 'notFound', terminating: 'notFound', terminated: 'notFound' },
  },
  /** Scope, change control, and taking roles and assignments away. */
  adjust: {
    by: ['customer'],
    from: { activating: 'activating', active: 'active', suspended: 'suspended' },
    otherwise: 'relationshipState',
  },
  suspend: { by: ['customer'], from: { active: 'suspended' }, otherwise: 'relationshipState' },
  resume: { by: ['customer'], from: { suspended: 'active' }, otherwise: 'relationshipState' },
  /** Asked again while it is ending, it is the same end. */
  end: {
    by: ['customer', 'partner'],
    from: { activating: 'terminating', active: 'terminating', suspended: 'terminating', terminating: 'terminating' },
    otherwise: 'relationshipState',
  },
  complete: { by: ['workflow'], from: { terminating: 'terminated' }, otherwise: 'relationshipState' },
});
