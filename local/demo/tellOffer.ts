import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Organisation, Stage } from './openStage.ts';

/** What the customer has offered. */
export interface Offer {
  sharedRooms: readonly string[];
  hiddenRoomId: string;
  invitationId: string;
}

/** The terms that a customer agrees to when it invites. */
export const termsVersion = '2026-11';
const sharedRooms = ['Aurora', 'Borealis', 'Cirrus'];
const hiddenRoom = 'Boardroom';

/** The operator registers who takes part; the customer makes rooms and offers some of them. */
export async function tellOffer({ telling, operator }: Stage, cast: Cast): Promise<Offer> {
  const { northwind, nora, adatum, litware } = cast;

  telling.chapter('The operator of the service registers a customer and two partners');
  const register = (organisation: Organisation, partner: boolean) =>
    operator.asks('PUT', `/platform/tenants/${organisation.tenantId}`, {
      body: {
        displayName: organisation.name,
        defaultDomain: organisation.domain,
        domains: [organisation.domain],
        partner,
      },
      status: 201,
      short: (body) => `${String(body['defaultDomain'])}${partner ? ', partner' : ''}`,
    });
  telling.says('Northwind has meeting rooms.');
  await register(northwind, false);
  telling.says('Adatum and Litware run meeting rooms for others.');
  await register(adatum, true);
  await register(litware, true);

  telling.chapter('Northwind, the customer, makes its rooms');
  telling.says('Nora, Global Administrator of Northwind, adds four rooms.');
  const ids = new Map<string, string>();
  for (const name of [...sharedRooms, hiddenRoom]) {
    const accountUpn = `${name.toLowerCase()}@${northwind.domain}`;
    const { body } = await nora.asks('POST', '/customer/rooms', {
      body: { name, site: 'Harbour House', country: 'DK', accountUpn },
      status: 201,
      short: () => name,
    });
    ids.set(name, String(body.id));
    telling.name(String(body.id), name);
  }
  telling.says('She puts three of them into the group "Floor 3"; the boardroom stays out.');
  const group = await nora.asks('POST', '/customer/roomGroups', {
    body: { name: 'Floor 3' },
    status: 201,
    short: () => 'Floor 3',
  });
  const groupId = String(group.body.id);
  telling.name(groupId, 'Floor 3');
  for (const name of sharedRooms) {
    await nora.asks('PUT', `/customer/roomGroups/${groupId}/rooms/${ids.get(name) ?? ''}`, { status: 204 });
  }

  telling.chapter('Northwind invites Adatum, for one room group and seven days');
  telling.says('Nora looks up who is behind the domain.');
  const found = await nora.asks('GET', `/customer/partnerDirectory?domain=${adatum.domain}`, {
    status: 200,
    short: (body) => `${String(body['displayName'])}, tenant ${String(body['tenantId'])}`,
  });
  expectSame('The partner of the domain', found.body['tenantId'], adatum.tenantId);
  telling.says('She offers "Floor 3". Nothing is granted until Adatum accepts.');
  const { body } = await nora.asks('POST', '/customer/invitations', {
    body: {
      partnerDomain: adatum.domain,
      expiresInDays: 7,
      scope: { kind: 'selected', roomGroupIds: [groupId] },
      acceptedTermsVersion: termsVersion,
    },
    status: 201,
    short: (invitation) => `${String(invitation['status'])} until ${String(invitation['expiresAt']).slice(0, 10)}`,
  });
  telling.name(String(body.id), 'invitation');
  return { sharedRooms, hiddenRoomId: ids.get(hiddenRoom) ?? '', invitationId: String(body.id) };
}
