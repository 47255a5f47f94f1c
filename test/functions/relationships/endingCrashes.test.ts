import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { customerPointer } from '../../../shared/domain/pointers.ts';
import { Relationship, relationshipId } from '../../../shared/domain/relationships/relationship.ts';
import type { Store } from '../../../shared/domain/store.ts';
import { workflowSteps } from '../../../shared/domain/workflows/workflow.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import { directStore } from '../../support/directStore.ts';
import { betweenStore } from '../../support/transport.ts';
import { storedChange } from '../../support/waitingChange.ts';
import { startWorld, type World } from '../../support/world.ts';

/** What happens to the writes that follow: counted down, and the one at zero fails. */
let fault: { writesLeft: number; when: 'before' | 'after' } | undefined;
/** Done once, when all is removed and before both sides are read again. */
let beforeTheCheck: (() => Promise<void>) | undefined;

const unreachable = () => Object.assign(new Error('The store can not be reached.'), { code: 'ECONNRESET' });
const isAllRemoved = (body: string) => body.includes('"name":"removePointers","status":"succeeded"');

let world: World;
let store: Store;
beforeAll(async () => {
  world = await startWorld({
    swap: betweenStore(async ({ body }, proceed) => {
      if (typeof body !== 'string') return proceed();
      if (beforeTheCheck && isAllRemoved(body)) {
        const act = beforeTheCheck;
        beforeTheCheck = undefined;
        await act();
      }
      if (!fault || !body.startsWith('[') || fault.writesLeft-- !== 0) return proceed();
      if (fault.when === 'after') await proceed();
      throw unreachable();
    }),
  });
  store = directStore(world);
});
afterAll(() => world.stop());

/** Two assignments, a custom role, a change that waits, two pointers. */
async function furnished(): Promise<Relation> {
  const relation = await relate(world);
  const { customer, primaryAdmin, atCustomer } = relation;
  const role = await primaryAdmin.post(`${atCustomer}/roles`, { name: 'Viewer', permissions: ['rooms.view'] });
  await primaryAdmin.post(`${atCustomer}/roles/${String(role.body['id'])}/assignments`, {
    name: 'One of them',
    members: [primaryAdmin.member],
    scope: { kind: 'allRooms' },
  });
  await store.tenant(customer.tenantId).commit([{ create: storedChange(relation, world.now()) }]);
  return relation;
}

const revoked = { assignments: 2, customRoles: 1, changeRequests: 1, pointers: 2 };

/** Lets time pass until the end is complete: retries come by the clock, and the repair. */
async function ended({ customer, withPartner }: Relation): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (String((await customer.admin.get(withPartner)).body['state']) === 'terminated') return;
    await world.advance({ seconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not end.');
}

const receiptsOf = async ({ customer }: Relation) => customer.admin.all('/customer/receipts');
const stored = ({ customer, partner }: Relation) => ({
  relationship: world.product.store
    .inspect('tenants', customer.tenantId)
    .find(({ id }) => id === relationshipId(partner.tenantId)),
  pointers: world.product.store.inspect('partners', partner.tenantId),
});

test.each(['before', 'after'] as const)(
  'R31 whichever write of an end fails, %s it was done: one receipt, with everything counted once',
  async (when) => {
    let writes = 0;
    for (let at = 0, failed = true; failed; at++) {
      const relation = await furnished();
      fault = { writesLeft: at, when };
      // What has failed is asked once more, as a client does.
      const answers = [await relation.customer.admin.delete(relation.withPartner)];
      if (answers[0]?.status !== 202) answers.push(await relation.customer.admin.delete(relation.withPartner));
      expect(answers.at(-1)?.status).toBe(202);
      await ended(relation);
      failed = fault.writesLeft < 0;
      fault = undefined;
      writes = at;
      expect(await receiptsOf(relation)).toMatchObject([{ revoked, residual: 0 }]);
      expect(stored(relation)).toMatchObject({ relationship: { roles: [], assignments: [] }, pointers: [] });
    }
    // The claim takes two, and every step its own and its note.
    expect(writes).toBeGreaterThanOrEqual(11);
  },
  120_000,
);

test.each([
  {
    what: 'a pointer',
    leave: ({ customer, partner }: Relation) =>
      store
        .pointers(partner.tenantId)
        .commit([{ create: customerPointer(customer.tenantId, world.now().toISOString()) }]),
    message: 'After the end there is left: pointers 1.',
    counts: revoked,
  },
  {
    what: 'an assignment and a role',
    leave: async ({ customer, partner }: Relation) => {
      const partition = store.tenant(customer.tenantId);
      const relationship = await partition.read(Relationship, relationshipId(partner.tenantId));
      if (!relationship) throw new Error('It is there.');
      const changedAt = world.now().toISOString();
      const role = { id: 'role_x', name: 'Late', description: '', permissions: ['rooms.view' as const], changedAt };
      await partition.commit([
        {
          replace: {
            ...relationship,
            roles: [role],
            assignments: [
              {
                id: 'asg_x',
                roleId: role.id,
                name: 'Late',
                description: '',
                members: [],
                scope: { kind: 'allRooms' },
                emailNotifications: false,
                changedAt,
              },
            ],
          },
        },
      ]);
    },
    message: 'After the end there is left: assignments 1, custom roles 1.',
    counts: { ...revoked, assignments: 3, customRoles: 2 },
  },
  {
    what: 'a change that waits',
    leave: (relation: Relation) =>
      store.tenant(relation.customer.tenantId).commit([{ create: storedChange(relation, world.now()) }]),
    message: 'After the end there is left: change requests 1.',
    counts: { ...revoked, changeRequests: 2 },
  },
])(
  'R31 $what that is left when both sides are read again: the end is not complete, and the repair completes it',
  async ({ leave, message, counts }) => {
    const relation = await furnished();
    const { customer, withPartner } = relation;
    world.defects();
    beforeTheCheck = () => leave(relation);
    const ending = await customer.admin.delete(withPartner);
    const address = ending.headers.get('operation-location') ?? '';
    const failedStep = async () => {
      const { body } = await customer.admin.get(address);
      return (body['steps'] as unknown as { status: string }[]).some(({ status }) => status === 'failed') && body;
    };
    let seen = await failedStep();
    for (let tries = 0; !seen && tries < 1000; tries++) seen = await failedStep();
    const steps = [...workflowSteps.endRelationship].map((name) => ({ name, status: 'notStarted' }));
    steps.splice(-1, 1, { name: 'completeTermination', status: 'failed' });
    expect(seen).toMatchObject({ status: 'running', steps });
    expect(await receiptsOf(relation)).toEqual([]);
    await ended(relation);
    expect(world.defects().map(String)).toEqual([`Error: ${message}`]);
    expect(await receiptsOf(relation)).toMatchObject([{ revoked: counts, residual: 0 }]);
    expect((await customer.admin.get(address)).body).toMatchObject({ status: 'succeeded' });
    expect(stored(relation)).toMatchObject({ relationship: { roles: [], assignments: [] }, pointers: [] });
  },
);
