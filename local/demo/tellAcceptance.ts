import type { ApiBody } from '../seed/callApi.ts';
import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import { namesOf } from './namesOf.ts';
import type { Stage } from './openStage.ts';
import type { Offer } from './tellOffer.ts';

/** The partner looks at the invitation, accepts, and its Primary admin finds exactly what was offered. */
export async function tellAcceptance({ telling }: Stage, cast: Cast, offer: Offer): Promise<void> {
  const { northwind, gil, tess, paul, finn, liv } = cast;
  const { sharedRooms, rooms, invitationId } = offer;
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
  expectSame('The scope that Tess sees', scope(seen.body), 'Floor 3: 5 rooms');
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
  const listed = await paul.asks('GET', `${atNorthwind}/rooms`, { status: 200, short: namesOf });
  expectSame('The rooms that Paul sees', namesOf(listed.body), sharedRooms.join(', '));
  telling.says('The boardroom is not there for him, just like a room that does not exist.');
  await paul.asks('GET', `${atNorthwind}/rooms/${rooms.Boardroom}`, { status: 404, code: 'notFound' });
  telling.says('Tess has accepted, and Gil runs Adatum: of Northwind they see the name and the state, no data.');
  await tess.asks('GET', atNorthwind, { status: 200, short: customer });
  await tess.asks('GET', `${atNorthwind}/rooms`, { status: 403, code: 'permissionDenied' });
  await gil.asks('GET', `${atNorthwind}/rooms`, { status: 403, code: 'permissionDenied' });
  telling.says('To Finn without a role, and to Liv of Litware, Northwind does not exist.');
  await finn.asks('GET', `${atNorthwind}/rooms`, { status: 404, code: 'notFound' });
  await liv.asks('GET', `${atNorthwind}/rooms`, { status: 404, code: 'notFound' });
}

const customer = ({ displayName, state }: ApiBody) => `${String(displayName)}, ${String(state)}`;

const invitations = ({ value = [] }: ApiBody) =>
  value.map((invitation) => `from ${String((invitation['customer'] as ApiBody)['displayName'])}`).join(', ');

function scope(body: ApiBody): string {
  const { roomGroups } = body['scope'] as { roomGroups: { name: string; roomCount: number }[] };
  return roomGroups.map(({ name, roomCount }) => `${name}: ${roomCount} rooms`).join(', ');
}
