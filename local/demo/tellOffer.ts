import type { Cast } from './cast.ts';
import { createRooms } from './createRooms.ts';
import { expectSame } from './demoFailure.ts';
import { invite } from './invite.ts';
import type { Stage } from './openStage.ts';
import { registerTenant } from './registerTenant.ts';

const sharedRooms = ['Aurora', 'Borealis', 'Cirrus', 'Delta', 'Equinox'] as const;
const hiddenRoom = 'Boardroom';

/** What the customer has offered. */
export interface Offer {
  sharedRooms: readonly string[];
  /** Every room's id, that of the boardroom too, which is not offered. */
  rooms: Readonly<Record<(typeof sharedRooms)[number] | typeof hiddenRoom, string>>;
  invitationId: string;
}

/** The operator registers who takes part; the customer makes rooms and offers some of them. */
export async function tellOffer(stage: Stage, { northwind, nora, adatum, litware }: Cast): Promise<Offer> {
  const { telling } = stage;

  telling.chapter('The operator of the service registers a customer and two partners');
  telling.says('Northwind has meeting rooms.');
  await registerTenant(stage, northwind, { partner: false });
  telling.says('Adatum and Litware run meeting rooms for others.');
  await registerTenant(stage, adatum, { partner: true });
  await registerTenant(stage, litware, { partner: true });

  telling.chapter('Northwind, the customer, makes its rooms');
  telling.says('Nora, Global Administrator of Northwind, adds six rooms.');
  const rooms = await createRooms(stage, nora, northwind, [...sharedRooms, hiddenRoom]);
  telling.says('She puts five of them into the group "Floor 3"; the boardroom stays out.');
  const group = await nora.asks('POST', '/customer/roomGroups', {
    body: { name: 'Floor 3' },
    status: 201,
    short: () => 'Floor 3',
  });
  const groupId = String(group.body.id);
  telling.name(groupId, 'Floor 3');
  for (const name of sharedRooms) {
    await nora.asks('PUT', `/customer/roomGroups/${groupId}/rooms/${rooms[name]}`, { status: 204 });
  }

  telling.chapter('Northwind invites Adatum, for one room group and seven days');
  telling.says('Nora looks up who is behind the domain.');
  const found = await nora.asks('GET', `/customer/partnerDirectory?domain=${adatum.domain}`, {
    status: 200,
    short: (body) => `${String(body['displayName'])}, tenant ${String(body['tenantId'])}`,
  });
  expectSame('The partner of the domain', found.body['tenantId'], adatum.tenantId);
  telling.says('She offers "Floor 3". Nothing is granted until Adatum accepts.');
  const invitationId = await invite(stage, nora, adatum, {
    name: 'invitation',
    expiresInDays: 7,
    scope: { kind: 'selected', roomGroupIds: [groupId] },
  });
  return { sharedRooms, rooms, invitationId };
}
