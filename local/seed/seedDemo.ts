import { setTimeout as delay } from 'node:timers/promises';
import type { Directory } from '../directory/openDirectory.ts';
import type { Identity } from '../identity/openIdentity.ts';
import type { Log } from '../start/createLog.ts';
import type { ApiBody } from './callApi.ts';
import { demoCaller, type DemoCaller } from './demoCaller.ts';
import { contosoGroups, contosoRooms, fabrikamRooms, sharedGroup, type DemoRoom } from './demoRooms.ts';
import { demoPeople, demoTenants } from './people.ts';

const seedSet = 'demoTenants';
const termsVersion = '2026-11';
const allRooms = { kind: 'allRooms' };
const pollMs = 5;
/** A workflow that a crash has kept from starting is started by the product's repair, a minute or so later. */
const longestWaitMs = 150_000;
/** Nobody waits that long for a start. */
const startPatienceMs = 5_000;

/** What is seeded, and by whom. */
interface Demo {
  /** `http://localhost:7071/api/v1` */
  api: string;
  directory: Directory;
  identity: Identity;
}

/**
 * Makes the demo tenants through the product's own API, once per data folder. Each step looks before it makes, so that
 * after a crash the next start does what is missing. What takes longer than a few seconds goes on behind the answer.
 *
 * @param patienceMs how long this is waited for before it goes on behind the answer
 * @throws Error when the product refuses a step
 */
export async function seedDemo(
  demo: Demo,
  log: Pick<Log, 'note' | 'error'>,
  patienceMs = startPatienceMs,
): Promise<void> {
  if (demo.directory.isSeeded(seedSet)) return;
  const work = makeTenants(demo);
  const done = work.then(() => true);
  if (await Promise.race([done, delay(patienceMs, false, { ref: false })])) return;
  log.note('The demo tenants are not complete yet; the rest of them comes as soon as it can be made.');
  work.then(
    () => log.note('The demo tenants are complete.'),
    (error: unknown) => log.error('demo tenants', error),
  );
}

async function makeTenants({ api, directory, identity }: Demo): Promise<void> {
  const as = (userPrincipalName: string) => demoCaller(api, identity, userPrincipalName);
  const operator = as('operator@platform.example');
  await Promise.all([
    register(operator, 'contoso', { partner: false }),
    register(operator, 'fabrikam', { partner: false }),
    register(operator, 'tailspin', { partner: true }),
    register(operator, 'wingtip', { partner: true }),
  ]);
  await Promise.all([seedTailspin(as), seedContoso(as), seedFabrikam(as)]);
  await directory.markSeeded(seedSet);
}

type As = (userPrincipalName: string) => DemoCaller;

async function register(operator: DemoCaller, name: keyof typeof demoTenants, { partner }: { partner: boolean }) {
  const domain = `${name}.example`;
  const displayName = name.charAt(0).toUpperCase() + name.slice(1);
  const registration = { displayName, defaultDomain: domain, domains: [domain], partner };
  await operator.send('PUT', `/platform/tenants/${demoTenants[name]}`, registration);
}

async function seedTailspin(as: As) {
  const gus = as('gus@tailspin.example');
  const mia = member('mia@tailspin.example');
  const managers = await gus.list('/partner/tenantManagers');
  if (!managers.some(({ id }) => id === mia.id)) await gus.send('POST', '/partner/tenantManagers', mia);
}

async function seedContoso(as: As) {
  const ada = as('ada@contoso.example');
  const rooms = await makeRooms(ada, contosoRooms);
  const groups = await makeGroups(ada, rooms);
  const assign = (roleId: string, name: string, who: string) =>
    makeAssignment(ada, `/customer/roles/${roleId}/assignments`, { name, members: [member(who)], scope: allRooms });
  await assign('managedServiceAdministrator', 'Service administration', 'carl@contoso.example');
  await assign('siteLead', 'All sites', 'lea@contoso.example');
  await assign('siteTechnician', 'Technicians', 'tom@contoso.example');
  await invite(ada, 30, { kind: 'selected', roomGroupIds: [groups.get(sharedGroup)] });
}

async function seedFabrikam(as: As) {
  const [fay, gus, pia] = [as('fay@fabrikam.example'), as('gus@tailspin.example'), as('pia@tailspin.example')];
  await makeRooms(fay, fabrikamRooms);
  const relationship = `/customer/partners/${demoTenants.tailspin}`;
  if (!(await fay.find(relationship))) {
    const invitationId = await invite(fay, 14, allRooms);
    await gus.send('POST', `/partner/invitations/${invitationId}/accept`, {
      primaryAdmins: [member('pia@tailspin.example')],
    });
  }
  await untilActive(() => fay.find(relationship));
  const roles = `/partner/customers/${demoTenants.fabrikam}/roles`;
  const role = { name: 'Help desk', permissions: ['rooms.view', 'tickets.view', 'tickets.update'] };
  const roleId = idOf(named(await pia.list(roles), role.name) ?? (await pia.send('POST', roles, role)));
  await makeAssignment(pia, `${roles}/${roleId}/assignments`, {
    name: 'First line',
    members: [member('rob@tailspin.example')],
    scope: allRooms,
  });
}

/** One after the other, as lists show things in the order of making. @returns their ids by account */
async function makeRooms(admin: DemoCaller, rooms: readonly DemoRoom[]): Promise<ReadonlyMap<string, string>> {
  const there = new Map((await admin.list('/customer/rooms')).map((room) => [room['accountUpn'], room]));
  const ids = new Map<string, string>();
  for (const { enrolled, ...room } of rooms) {
    const made = there.get(room.accountUpn) ?? (await admin.send('POST', '/customer/rooms', room));
    ids.set(room.accountUpn, idOf(made));
    if (enrolled && made['enrollment'] === 'onboarding')
      await admin.send('POST', `/customer/rooms/${idOf(made)}/enroll`);
  }
  return ids;
}

/** @returns their ids by name */
async function makeGroups(admin: DemoCaller, roomIds: ReadonlyMap<string, string>) {
  const there = await admin.list('/customer/roomGroups');
  const ids = new Map<string, string>();
  for (const { name, description, rooms } of contosoGroups) {
    const id = idOf(named(there, name) ?? (await admin.send('POST', '/customer/roomGroups', { name, description })));
    for (const { accountUpn } of rooms) {
      await admin.send('PUT', `/customer/roomGroups/${id}/rooms/${roomIds.get(accountUpn) ?? ''}`);
    }
    ids.set(name, id);
  }
  return ids;
}

async function makeAssignment(
  admin: DemoCaller,
  path: string,
  assignment: { name: string; [member: string]: unknown },
) {
  if (!named(await admin.list(path), assignment.name)) await admin.send('POST', path, assignment);
}

/** Invites Tailspin, unless that has been done. @returns the id of the invitation */
async function invite(admin: DemoCaller, expiresInDays: number, scope: object): Promise<string> {
  const made = (await admin.list('/customer/invitations')).find((one) => one['partnerId'] === demoTenants.tailspin);
  const invitation = {
    partnerDomain: 'tailspin.example',
    expiresInDays,
    scope,
    acceptedTermsVersion: termsVersion,
  };
  return idOf(made ?? (await admin.send('POST', '/customer/invitations', invitation)));
}

async function untilActive(relationship: () => Promise<ApiBody | undefined>) {
  for (const from = performance.now(); performance.now() - from < longestWaitMs; await delay(pollMs)) {
    if ((await relationship())?.['state'] === 'active') return;
  }
  throw new Error('The demo tenants: the relationship of Fabrikam and Tailspin did not become active.');
}

const named = (rows: readonly ApiBody[], name: string) => rows.find((row) => row['name'] === name);

function idOf({ id }: ApiBody): string {
  if (id === undefined) throw new Error('The demo tenants: an answer has no id.');
  return id;
}

function member(userPrincipalName: string) {
  const person = demoPeople.find((one) => one.userPrincipalName === userPrincipalName);
  if (!person) throw new Error(`${userPrincipalName} is nobody of the demo.`);
  return { type: 'user', id: person.objectId };
}
