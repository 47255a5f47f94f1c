import { demoTenants } from '../../../local/seed/people.ts';
import { seedDemo } from '../../../local/seed/seedDemo.ts';
import { createCaller, type Body, type Caller } from '../../support/caller.ts';
import type { World } from '../../support/world.ts';

export const atFabrikam = `/partner/customers/${demoTenants.fabrikam}`;

/** However slow the machine is: a test waits for all of it. */
const patienceMs = 60_000;

/** Seeds the demo as a start does. @param api where the API is reached, if not where it is */
export function seed({ product }: World, api = product.api[0] ?? ''): Promise<void> {
  const fail = (text: string) => {
    throw new Error(text);
  };
  return seedDemo({ ...product, api }, { note: fail, error: fail }, patienceMs);
}

/** @param name `ada@contoso` */
export function demoPerson({ product }: World, name: string): Caller {
  return createCaller(product.api[0] ?? '', () =>
    product.identity.issueToken({ userPrincipalName: `${name}.example` }),
  );
}

/** What there is of the demo, without ids and times. */
export async function whatThereIs(world: World) {
  const as = (name: string) => demoPerson(world, name);
  const [ada, fay, pia] = [as('ada@contoso'), as('fay@fabrikam'), as('pia@tailspin')];
  const named = (rows: Body[], member: string) => rows.map((row) => [row['name'], row[member]]);
  const counted = (rows: Body[]) =>
    rows.reduce<Record<string, number>>((counts, { activity }) => {
      const { category, operation } = (activity ?? {}) as unknown as Record<string, string>;
      const event = `${category} ${operation}`;
      return { ...counts, [event]: (counts[event] ?? 0) + 1 };
    }, {});
  const events = async (who: Caller) => counted(await who.all('/customer/auditEvents?top=200'));
  const assignments = (roleId: string) => ada.all(`/customer/roles/${roleId}/assignments`);
  return {
    rooms: named(await ada.all('/customer/rooms'), 'enrollment'),
    groups: named(await ada.all('/customer/roomGroups'), 'roomCount'),
    administrators: named(await assignments('managedServiceAdministrator'), 'emailNotifications'),
    leads: named(await assignments('siteLead'), 'emailNotifications'),
    technicians: named(await assignments('siteTechnician'), 'emailNotifications'),
    invitations: (await ada.all('/customer/invitations')).map(({ status, scope }) => [status, scope?.['kind']]),
    managers: (await as('gus@tailspin').all('/partner/tenantManagers')).map((row) => row['displayName']),
    fabrikamRooms: named(await fay.all('/customer/rooms'), 'enrollment'),
    roles: named(await pia.all(`${atFabrikam}/roles`), 'permissions').slice(1),
    contosoEvents: await events(ada),
    fabrikamEvents: await events(fay),
    tailspinEvents: await events(as('gus@tailspin')),
  };
}

const enrolled = (...names: string[]) => names.map((name) => [name, 'enrolled']);

/** The same once all of it is made. */
export const wholeDemo = {
  rooms: [
    ...enrolled('Fuji', 'Sumida', 'Asakusa', 'Ueno', 'Hakone', 'Rainier', 'Cascade', 'Olympic', 'Baker'),
    ...['Isar', 'Zugspitze', 'Walchensee'].map((name) => [name, 'onboarding']),
  ],
  groups: [
    ['Tokyo', 5],
    ['Seattle', 4],
    ['Boardrooms', 3],
  ],
  administrators: [['Service administration', false]],
  leads: [['All sites', false]],
  technicians: [['Technicians', false]],
  invitations: [['pending', 'selected']],
  managers: ['Mia'],
  fabrikamRooms: enrolled('Tenma', 'Nakanoshima', 'Dojima', 'Tamar', 'Severn'),
  roles: [['Help desk', ['rooms.view', 'tickets.view', 'tickets.update']]],
  contosoEvents: {
    'Settings Create': 1,
    'Room Create': 12,
    'Room Update': 9,
    'RoomGroup Create': 3,
    'RoomGroup Update': 12,
    'Assignment Create': 3,
    'PartnerInvitation Create': 1,
  },
  fabrikamEvents: {
    'Settings Create': 1,
    'Room Create': 5,
    'Room Update': 5,
    'PartnerInvitation Create': 1,
    'PartnerInvitation Update': 1,
    'Relationship Create': 1,
    'Role Create': 1,
    'Assignment Create': 1,
  },
  tailspinEvents: { 'Settings Create': 1, 'User Create': 1 },
};
