import { CustomerPointer, InvitationPointer } from '../pointers.ts';
import { InvitationClaim, invitationClaimId, statusAt } from '../invitations/invitation.ts';
import { isLive, Relationship, relationshipId } from '../relationships/relationship.ts';
import { reviveWorkflow } from './reviveWorkflow.ts';
import { inFlightMs, readable, type Round } from './round.ts';
import { settleCustomerPointer } from './settleCustomerPointer.ts';
import { InvitationStanding, isWideEnough, settleInvitation } from './settleInvitation.ts';

const RelationshipStanding = Relationship.pick({ id: true, type: true, partnerId: true, state: true, changedAt: true });
const CustomerHint = CustomerPointer.pick({ id: true, type: true, customerId: true, madeAt: true });

const distinct = (ids: readonly string[]) => [...new Set(ids)];
const pair = (a: string, b: string) => `${a} ${b}`;

/** Every relationship that has not ended has its pointer, and one that is on its way somebody who works on it. */
const relationships: Round = async (tenantIds, page, context) => {
  const { store, clock } = context;
  const rows = await store.listAcross(RelationshipStanding, [{ tenantIds, where: [] }], {
    ...page,
    where: [{ member: 'state', oneOf: ['activating', 'active', 'suspended', 'terminating'] }],
    orderBy: 'place',
  });
  const found = readable(rows, context);
  const pointers = await store.pointersAcross.acrossTenants(
    CustomerHint,
    distinct(found.map(({ partnerId }) => partnerId)),
    distinct(found.map(({ ofTenant }) => ofTenant)),
  );
  const pointed = new Set(pointers.map(({ tenantId, id }) => pair(tenantId, id)));
  const over = new Date(clock.now().getTime() - inFlightMs).toISOString();
  return {
    keys: rows.map(({ key }) => key),
    suspects: found.flatMap((relationship) => {
      const { ofTenant: customerId, partnerId, state, changedAt } = relationship;
      const both = { customerId, partnerId };
      const isOnItsWay = state === 'activating' || state === 'terminating';
      return [
        ...(isLive(relationship) && !pointed.has(pair(partnerId, customerId))
          ? [() => settleCustomerPointer(both, context)]
          : []),
        ...(isOnItsWay && changedAt < over ? [() => reviveWorkflow(both, context)] : []),
      ];
    }),
  };
};

/** Every pending invitation has its pointer; one that has expired has none that is open, and no claim. */
const invitations: Round = async (tenantIds, page, context) => {
  const { store, clock } = context;
  const rows = await store.listAcross(InvitationStanding, [{ tenantIds, where: [] }], {
    ...page,
    where: [{ member: 'status', oneOf: ['pending'] }],
    orderBy: 'place',
  });
  const found = readable(rows, context);
  const now = clock.now();
  const [pointers, claims] = await Promise.all([
    store.pointersAcross.acrossTenants(
      InvitationPointer,
      distinct(found.map(({ partnerId }) => partnerId)),
      found.map(({ id }) => id),
    ),
    store.acrossTenants(
      InvitationClaim,
      distinct(found.map(({ ofTenant }) => ofTenant)),
      distinct(found.map(({ partnerId }) => invitationClaimId(partnerId))),
    ),
  ]);
  const claimed = new Set(claims.map(({ invitationId }) => invitationId));
  return {
    keys: rows.map(({ key }) => key),
    suspects: found
      .filter((invitation) => {
        const pointer = pointers.find(({ id }) => id === invitation.id);
        if (statusAt(invitation, now) === 'pending') return !isWideEnough(pointer, invitation.expiresAt);
        return pointer?.state === 'open' || claimed.has(invitation.id);
      })
      .map(
        ({ ofTenant: customerId, partnerId, id: invitationId }) =>
          () =>
            settleInvitation({ customerId, partnerId, invitationId }, context),
      ),
  };
};

/** Every pointer to a customer leads to a relationship that has not ended. */
const customerPointers: Round = async (tenantIds, page, context) => {
  const { store, clock } = context;
  const rows = await store.pointersAcross.listAcross(CustomerHint, [{ tenantIds, where: [] }], {
    ...page,
    where: [],
    orderBy: 'place',
  });
  const found = readable(rows, context);
  const led = await store.acrossTenants(
    RelationshipStanding,
    distinct(found.map(({ customerId }) => customerId)),
    distinct(found.map(({ ofTenant }) => relationshipId(ofTenant))),
  );
  const standing = new Set(
    led.filter(({ state }) => state !== 'terminated').map(({ tenantId, partnerId }) => pair(partnerId, tenantId)),
  );
  const over = new Date(clock.now().getTime() - inFlightMs).toISOString();
  return {
    keys: rows.map(({ key }) => key),
    suspects: found
      .filter(({ ofTenant, customerId, madeAt }) => madeAt < over && !standing.has(pair(ofTenant, customerId)))
      .map(
        ({ ofTenant: partnerId, customerId }) =>
          () =>
            settleCustomerPointer({ customerId, partnerId }, context),
      ),
  };
};

/** Every open pointer to an invitation leads to a pending one. */
const invitationPointers: Round = async (tenantIds, page, context) => {
  const { store, clock } = context;
  const rows = await store.pointersAcross.listAcross(InvitationPointer, [{ tenantIds, where: [] }], {
    ...page,
    where: [{ member: 'state', oneOf: ['open'] }],
    orderBy: 'place',
  });
  const found = readable(rows, context);
  const now = clock.now();
  const led = await store.acrossTenants(
    InvitationStanding,
    distinct(found.map(({ customerId }) => customerId)),
    found.map(({ id }) => id),
  );
  const pending = new Set(led.filter((invitation) => statusAt(invitation, now) === 'pending').map(({ id }) => id));
  return {
    keys: rows.map(({ key }) => key),
    suspects: found
      .filter(({ id }) => !pending.has(id))
      .map(
        ({ ofTenant: partnerId, customerId, id: invitationId }) =>
          () =>
            settleInvitation({ customerId, partnerId, invitationId }, context),
      ),
  };
};

/** All rounds, in the order in which they are made. */
export const rounds = { relationships, invitations, customerPointers, invitationPointers } as const satisfies Record<
  string,
  Round
>;
