import type { ApiBody } from '../seed/callApi.ts';
import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Stage } from './openStage.ts';
import type { Offer } from './tellOffer.ts';

/** The partner looks at the invitation, accepts, and its Primary admin finds exactly what was offered. */
export async function tellAcceptance({ telling }: Stage, cast: Cast, offer: Offer): Promise<void> {
  const { northwind, nora, adatum, gil, tess, paul, finn, liv } = cast;
  const { sharedRooms, hiddenRoomId, invitationId } = offer;
  const atNorthwind = `/partner/customers/${northwind.tenantId}`;

  telling.chapter('Adatum, the partner, sees the invitation and no room');
  telling.says('Gil, Global Administrator of Adatum, makes Tess a Tenant manager: she answers invitations.');
  await gil.asks('POST', '/partner/tenantManagers', { body: tess.member, status: 201, short: () => 'Tess' });
  telling.says('Both see what Northwind offers: numbers and names, no more.');
  const offered = await gil.asks('GET', '/partner/invitations', { status: 200, short: invitations });
  expectSame(
    'The invitations of Adatum',
    offered.body.value?.map(({ id }) => id),
    [invitationId],
  );
  const seen = await tess.asks('GET', `/partner/invitations/${invitationId}`, { status: 200, short: scope });
  expectSame('The scope that Tess sees', scope(seen.body), 'Floor 3: 3 rooms');
  telling.says('The rooms themselves they do not see; for now Northwind is nobody that Adatum knows.');
  await gil.asks('GET', `${atNorthwind}/rooms`, { status: 404, code: 'notFound' });
  await tess.asks('GET', `${atNorthwind}/rooms`, { status: 404, code: 'notFound' });
  telling.says('Finn, a colleague without any role, sees not even the invitation, nor does Liv of Litware.');
  await finn.asks('GET', '/partner/invitations', { status: 403, code: 'permissionDenied' });
  await liv.asks('GET', `/partner/invitations/${invitationId}`, { status: 404, code: 'notFound' });

  telling.chapter('Adatum accepts and names Paul as Primary admin');
  telling.says('Tess accepts. A durable workflow establishes the relationship; she follows it to its end.');
  const accepted = await tess.asks('POST', `/partner/invitations/${invitationId}/accept`, {
    body: { primaryAdmins: [paul.member] },
    status: 202,
    short: ({ status }) => String(status),
  });
  telling.name(String(accepted.body.id), 'operation');
  await tess.awaits(accepted);
  telling.says('Paul lists the rooms of Northwind: exactly those of Floor 3.');
  const rooms = await paul.asks('GET', `${atNorthwind}/rooms`, { status: 200, short: names });
  expectSame('The rooms that Paul sees', names(rooms.body), sharedRooms.join(', '));
  telling.says('The boardroom is not there for him, just like a room that does not exist.');
  await paul.asks('GET', `${atNorthwind}/rooms/${hiddenRoomId}`, { status: 404, code: 'notFound' });
  telling.says('Tess has accepted, and Gil runs Adatum: of Northwind they see the name and the state, no data.');
  await tess.asks('GET', atNorthwind, { status: 200, short: customer });
  await tess.asks('GET', `${atNorthwind}/rooms`, { status: 403, code: 'permissionDenied' });
  await gil.asks('GET', `${atNorthwind}/rooms`, { status: 403, code: 'permissionDenied' });
  telling.says('To Finn without a role, and to Liv of Litware, Northwind does not exist.');
  await finn.asks('GET', `${atNorthwind}/rooms`, { status: 404, code: 'notFound' });
  await liv.asks('GET', `${atNorthwind}/rooms`, { status: 404, code: 'notFound' });

  telling.chapter('Paul delegates a part of it to the help desk');
  telling.says('He makes a role of three permissions and gives it to Finn.');
  const role = await paul.asks('POST', `${atNorthwind}/roles`, {
    body: { name: 'Help desk', permissions: ['rooms.view', 'tickets.view', 'tickets.update'] },
    status: 201,
    short: ({ name }) => name as string,
  });
  telling.name(String(role.body.id), 'Help desk');
  await paul.asks('POST', `${atNorthwind}/roles/${String(role.body.id)}/assignments`, {
    body: { name: 'First line', members: [finn.member], scope: { kind: 'allRooms' } },
    status: 201,
    short: ({ name }) => name as string,
  });
  telling.says(
    'Finn sees the same three rooms now ("all rooms" reaches no further than the invitation), but no roles.',
  );
  const finns = await finn.asks('GET', `${atNorthwind}/rooms`, { status: 200, short: names });
  expectSame('The rooms that Finn sees', names(finns.body), sharedRooms.join(', '));
  await finn.asks('GET', `${atNorthwind}/roles`, { status: 403, code: 'permissionDenied' });
  telling.says('Nora sees who of Adatum may do what, and what they have done.');
  const given = await nora.asks('GET', `/customer/partners/${adatum.tenantId}/assignments`, {
    status: 200,
    short: names,
  });
  expectSame('The assignments of Adatum', names(given.body), 'Assigned admins, First line');
  const log = await nora.asks('GET', `/customer/auditEvents?side=partner&result=Successful`, {
    status: 200,
    short: events,
  });
  const told = 'Assignment Create, PartnerInvitation Update, Relationship Create, Role Create';
  expectSame('What the log says of Adatum', events(log.body), told);
}

const names = ({ value = [] }: ApiBody) => value.map(({ name }) => name).join(', ');

const customer = ({ displayName, state }: ApiBody) => `${String(displayName)}, ${String(state)}`;

const invitations = ({ value = [] }: ApiBody) =>
  value.map((invitation) => `from ${String((invitation['customer'] as ApiBody)['displayName'])}`).join(', ');

function scope(body: ApiBody): string {
  const { roomGroups } = body['scope'] as { roomGroups: { name: string; roomCount: number }[] };
  return roomGroups.map(({ name, roomCount }) => `${name}: ${roomCount} rooms`).join(', ');
}

function events({ value = [] }: ApiBody): string {
  const activities = value.map(({ activity }) => activity as { category: string; operation: string });
  const told = activities.map(({ category, operation }) => `${category} ${operation}`);
  return told.sort().join(', ');
}
