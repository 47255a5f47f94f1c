import type { ApiBody } from '../seed/callApi.ts';
import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import { namesOf } from './namesOf.ts';
import type { Stage } from './openStage.ts';
import type { Offer } from './tellOffer.ts';

/** The partner's Primary admin gives a custom role to colleagues, each for rooms by name. */
export async function tellDelegation({ telling }: Stage, cast: Cast, { rooms }: Offer): Promise<void> {
  const { northwind, nora, adatum, paul, finn, tara } = cast;
  const atNorthwind = `/partner/customers/${northwind.tenantId}`;
  const assigned = { status: 201, short: ({ name }: ApiBody) => name as string };

  telling.chapter('Paul delegates three rooms to the help desk');
  telling.says('He makes a role of four permissions and gives it to Finn, for three of the five rooms.');
  const role = await paul.asks('POST', `${atNorthwind}/roles`, {
    body: {
      name: 'Help desk',
      permissions: ['rooms.view', 'tickets.view', 'tickets.update', 'reports.createCustomerIncident'],
    },
    ...assigned,
  });
  telling.name(String(role.body.id), 'Help desk');
  const assignments = `${atNorthwind}/roles/${String(role.body.id)}/assignments`;
  const firstLine = {
    name: 'First line',
    members: [finn.member],
    scope: { kind: 'selected', roomIds: [rooms.Aurora, rooms.Borealis, rooms.Cirrus] },
  };
  await paul.asks('POST', assignments, { body: firstLine, ...assigned });
  telling.says('Tara, a technician, gets the same role for Delta alone.');
  const delta = { name: 'Delta only', members: [tara.member], scope: { kind: 'selected', roomIds: [rooms.Delta] } };
  await paul.asks('POST', assignments, { body: delta, ...assigned });
  telling.says('The boardroom he can give to nobody: it was not offered, so for Adatum there is no such room.');
  const boardroom = { ...delta, name: 'Boardroom', scope: { kind: 'selected', roomIds: [rooms.Boardroom] } };
  await paul.asks('POST', assignments, { body: boardroom, status: 422, code: 'roomUnknown' });

  telling.says('Finn sees exactly his three rooms, Tara exactly hers.');
  const finns = await finn.asks('GET', `${atNorthwind}/rooms`, { status: 200, short: namesOf });
  expectSame('The rooms that Finn sees', namesOf(finns.body), 'Aurora, Borealis, Cirrus');
  const taras = await tara.asks('GET', `${atNorthwind}/rooms`, { status: 200, short: namesOf });
  expectSame('The rooms that Tara sees', namesOf(taras.body), 'Delta');
  telling.says('What is not in his scope is not there for Finn; what is not in his role he may not do.');
  await finn.asks('GET', `${atNorthwind}/rooms/${rooms.Delta}`, { status: 404, code: 'notFound' });
  await finn.asks('GET', `${atNorthwind}/roles`, { status: 403, code: 'permissionDenied' });

  telling.says('Nora sees who of Adatum may do what, what they have done, and what they have tried.');
  const given = await nora.asks('GET', `/customer/partners/${adatum.tenantId}/assignments`, {
    status: 200,
    short: namesOf,
  });
  expectSame('The assignments of Adatum', namesOf(given.body), 'Assigned admins, First line, Delta only');
  const events = '/customer/auditEvents?side=partner&result=';
  const log = await nora.asks('GET', `${events}Successful`, { status: 200, short: activities });
  const told = 'Assignment Create (2), PartnerInvitation Update, Relationship Create, Role Create';
  expectSame('What the log says of Adatum', activities(log.body), told);
  const tried = await nora.asks('GET', `${events}Failed`, { status: 200, short: activities });
  expectSame('What the log says that Adatum tried', activities(tried.body), 'Assignment Create');
}

/** What happened, and how often where it is more than once. */
function activities({ value = [] }: ApiBody): string {
  const counts = new Map<string, number>();
  for (const event of value) {
    const { category, operation } = event['activity'] as { category: string; operation: string };
    const told = `${category} ${operation}`;
    counts.set(told, (counts.get(told) ?? 0) + 1);
  }
  const told = [...counts].map(([activity, count]) => (count > 1 ? `${activity} (${count})` : activity));
  return told.sort().join(', ');
}
