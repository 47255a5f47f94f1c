import type { ApiAnswer } from '../../support/caller.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { waitingChange } from '../../support/waitingChange.ts';
import type { World } from '../../support/world.ts';
import { changesAfterTheEnd, storedOne } from './afterTheEnd.ts';
import { unless, type Race } from './race.ts';

/** One of everything that a partner changes, asked for at once. */
async function everyEdit({ customer, partner, primaryAdmin, atCustomer }: Relation, world: World) {
  const { id } = await room(customer);
  const issue = await ticket(customer.admin, [id]);
  const [first, second] = await customer.admin.all('/customer/updateRings');
  const { member } = await world.person(partner.tenantId);
  return [
    () => primaryAdmin.patch(`${atCustomer}/rooms/${id}`, { site: 'Too late?' }),
    () => primaryAdmin.post(`${atCustomer}/rooms/${id}/enroll`),
    () => primaryAdmin.put(`${atCustomer}/updateRings/${String(second?.['id'])}/rooms/${id}`),
    () => primaryAdmin.patch(`${atCustomer}/updateRings/${String(first?.['id'])}`, { deferralDays: 3 }),
    () => primaryAdmin.post(`${atCustomer}/tickets/${issue.id}/messages`, { text: 'Too late?' }),
    () => primaryAdmin.post(`${atCustomer}/roles`, { name: 'Viewers', permissions: ['rooms.view'] }),
    () => primaryAdmin.post(`${atCustomer}/primaryAdmins`, member),
  ];
}

const refusedOr = (fine: readonly number[]) => (answer: ApiAnswer) => fine.includes(answer.status);

/** Races of what takes access away against what needs it. */
export const accessRaces: Readonly<Record<string, Race>> = {
  async 'R31 the customer ends it and the partner changes everything'(world) {
    const relation = await relate(world);
    const { customer, withPartner } = relation;
    const edits = await everyEdit(relation, world);
    const [ended, ...answers] = await Promise.all([customer.admin.delete(withPartner), ...edits.map((edit) => edit())]);
    await customer.admin.ended(ended);
    const relationship = storedOne(world, relation, 'relationship');
    const receipt = storedOne(world, relation, 'receipt');
    return unless({
      'nothing of the partner is committed after the end': changesAfterTheEnd(world, relation).length === 0,
      'each change is made, or finds nothing': answers.every(refusedOr([200, 201, 204, 404])),
      'no role and no assignment is left':
        JSON.stringify([relationship?.['roles'], relationship?.['assignments']]) === '[[],[]]',
      'there is a receipt': receipt !== undefined,
    });
  },

  async 'R32 the customer suspends it and the partner changes everything'(world) {
    const relation = await relate(world);
    const { customer, withPartner } = relation;
    const edits = await everyEdit(relation, world);
    const [, ...answers] = await Promise.all([
      customer.admin.post(`${withPartner}/suspend`),
      ...edits.map((edit) => edit()),
    ]);
    return unless({
      'nothing of the partner is committed after the suspension': changesAfterTheEnd(world, relation).length === 0,
      'each change is made, or refused': answers.every(refusedOr([200, 201, 204, 403])),
      'it is suspended': String(storedOne(world, relation, 'relationship')?.['state']) === 'suspended',
    });
  },

  async 'R62 the customer approves a change and ends the relationship'(world) {
    const relation = await relate(world);
    const { customer, withPartner } = relation;
    const waiting = await waitingChange(relation, (await room(customer)).id);
    const [approved, ended] = await Promise.all([
      customer.admin.post(`/customer/changeRequests/${waiting.id}/approve`),
      customer.admin.delete(withPartner),
    ]);
    await customer.admin.ended(ended);
    const state = String(storedOne(world, relation, 'changeRequest')?.['state']);
    const site = storedOne(world, relation, 'room')?.['site'] as unknown;
    return unless({
      'nothing of the partner is made after the end': changesAfterTheEnd(world, relation).length === 0,
      'it is applied, or canceled': state === (approved.status === 200 ? 'applied' : 'canceled'),
      'it is made only if it was applied': (site === 'It waits') === (state === 'applied'),
    });
  },

  async 'R61 a change that waits is approved, rejected and canceled'(world) {
    const relation = await relate(world);
    const { customer, primaryAdmin } = relation;
    const { id } = await waitingChange(relation, (await room(customer)).id);
    const answers = await Promise.all([
      customer.admin.post(`/customer/changeRequests/${id}/approve`),
      customer.admin.post(`/customer/changeRequests/${id}/reject`),
      primaryAdmin.post(`/partner/changeRequests/${id}/cancel`),
    ]);
    const won = answers.filter(({ status }) => status === 200);
    const state = String(storedOne(world, relation, 'changeRequest')?.['state']);
    const site = storedOne(world, relation, 'room')?.['site'] as unknown;
    return unless({
      'one wins, the others get 409': won.length === 1 && answers.every(({ status }) => [200, 409].includes(status)),
      'the state is the winner’s': state === String(won[0]?.body['state']),
      'it is made only if it was applied': (site === 'It waits') === (state === 'applied'),
    });
  },

  async 'R13 the last two Primary admins are taken away on two paths'(world) {
    const relation = await relate(world);
    const { partner, primaryAdmin, atCustomer } = relation;
    const second = await world.person(partner.tenantId);
    await primaryAdmin.post(`${atCustomer}/primaryAdmins`, second.member);
    const assigned = `${atCustomer}/roles/primaryAdmin/assignments/assignedAdmins`;
    const answers = await Promise.all([
      partner.admin.delete(`${atCustomer}/primaryAdmins/${primaryAdmin.objectId}`),
      primaryAdmin.patch(assigned, { members: [primaryAdmin.member] }),
      second.delete(`${atCustomer}/primaryAdmins/${second.objectId}`),
    ]);
    const [admins] = (storedOne(world, relation, 'relationship') as unknown as { assignments: { members: object[] }[] })
      .assignments;
    return unless({
      'one is left at least': (admins?.members.length ?? 0) >= 1,
      'they do not remove each other': answers[0].status !== 204 || answers[2].status !== 204,
      'each is done, or refused': answers.every(refusedOr([200, 204, 403, 404, 409])),
    });
  },
};
