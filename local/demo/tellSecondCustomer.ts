import type { ApiBody } from '../seed/callApi.ts';
import type { Cast } from './cast.ts';
import { createRooms } from './createRooms.ts';
import { expectSame } from './demoFailure.ts';
import { invite } from './invite.ts';
import type { Stage } from './openStage.ts';
import { registerTenant } from './registerTenant.ts';

/** The ids of its rooms. */
export type SecondCustomer = Readonly<Record<'Atrium' | 'Library', string>>;

/** Another customer invites the same partner. */
export async function tellSecondCustomer(stage: Stage, cast: Cast): Promise<SecondCustomer> {
  const { telling } = stage;
  const { southridge, sam, adatum, tess, paul, finn } = cast;

  telling.chapter('Southridge becomes a customer of Adatum too');
  telling.says('Sam, Global Administrator of Southridge, makes two rooms, enrolls one, and offers all that there are.');
  await registerTenant(stage, southridge, { partner: false });
  const rooms = await createRooms(stage, sam, southridge, ['Atrium', 'Library']);
  await sam.asks('POST', `/customer/rooms/${rooms.Atrium}/enroll`, {
    status: 200,
    short: ({ enrollment }) => enrollment as string,
  });
  const invitationId = await invite(stage, sam, adatum, {
    name: 'invitation of Southridge',
    expiresInDays: 30,
    scope: { kind: 'allRooms' },
  });
  telling.says('Tess accepts, and Paul is Primary admin there as well.');
  const accepted = await tess.asks('POST', `/partner/invitations/${invitationId}/accept`, {
    body: { primaryAdmins: [paul.member] },
    status: 202,
    short: ({ status }) => String(status),
  });
  telling.name(String(accepted.body.id), 'operation');
  await tess.awaits(accepted);
  telling.says('Paul has two customers now. Finn has one: what he may do at Northwind says nothing of Southridge.');
  const pauls = await paul.asks('GET', '/partner/customers', { status: 200, short: customers });
  expectSame('The customers of Paul', customers(pauls.body), 'Northwind, Southridge');
  const finns = await finn.asks('GET', '/partner/customers', { status: 200, short: customers });
  expectSame('The customers of Finn', customers(finns.body), 'Northwind');
  await finn.asks('GET', `/partner/customers/${southridge.tenantId}/rooms`, { status: 404, code: 'notFound' });
  return rooms;
}

const customers = ({ value = [] }: ApiBody) => {
  const names = value.map(({ displayName }) => displayName as string);
  return names.sort().join(', ');
};
