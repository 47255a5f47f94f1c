/** Prefixes of our ids, by what they are of (api.md, "Ids"); members that hold several are named in the plural. */
const prefixes: Readonly<Record<string, string>> = {
  invitation: 'inv',
  partnerInvitation: 'inv',
  role: 'role',
  assignment: 'asg',
  room: 'room',
  partnerRoom: 'room',
  roomGroupRoom: 'room',
  group: 'grp',
  roomGroup: 'grp',
  ring: 'ring',
  updateRing: 'ring',
  ticket: 'tkt',
  partnerTicket: 'tkt',
  ticketMessage: 'msg',
  messages: 'msg',
  operation: 'op',
  changeRequest: 'chg',
  partnerChangeRequest: 'chg',
  auditEvent: 'evt',
  event: 'evt',
};

const guids = {
  customer: 'c0000000-0000-4000-8000-000000000001',
  partner: 'b0000000-0000-4000-8000-000000000001',
  person: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
};

/** What texts say, by member or, where the same member says different things, by component and member. */
const texts: Readonly<Record<string, string>> = {
  hash: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
  leafHash: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
  root: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
  eventIds: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
  firstEventId: 'evt_01kap5dk3v8m2q7r9s4t6w0x1y',
  lastEventId: 'evt_01kap5dk3v8m2q7r9s4t6w0x2z',
  keyId: 'https://seals.vault.azure.net/keys/audit/0123456789abcdef0123456789abcdef',
  'signature.value': 'dB0R2bVvhJzGm2cV0m1dX3cQ0lqv1mB8kq3yG2wYv6o4Hn2s8Wq9uVw1tZ7x5r3p1n9l7j5h3f1d9b7z5x3v1A',
  'AuditEventProof.value': 'dB0R2bVvhJzGm2cV0m1dX3cQ0lqv1mB8kq3yG2wYv6o4Hn2s8Wq9uVw1tZ7x5r3p1n9l7j5h3f1d9b7z5x3v1A',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  displayName: 'Contoso',
  'Member.displayName': 'Adele Vance',
  'MemberInput.displayName': 'Adele Vance',
  'Directory.displayName': 'Adele Vance',
  'members.displayName': 'Adele Vance',
  'primaryAdmins.displayName': 'Adele Vance',
  'PartnerByDomain.displayName': 'Tailspin',
  'PartnerByDomain.tenantId': guids.partner,
  partnerDisplayName: 'Tailspin',
  customerDisplayName: 'Contoso',
  domain: 'tailspin.example',
  partnerDomain: 'tailspin.example',
  defaultDomain: 'contoso.example',
  domains: 'contoso.example',
  name: 'Boardroom',
  search: 'o',
  'RoomGroup.name': 'Ground floor',
  'CreateRoomGroup.name': 'Ground floor',
  'ChangeRoomGroup.name': 'First floor',
  'roomGroups.name': 'Ground floor',
  'UpdateRing.name': 'Pilot',
  'ChangeUpdateRing.name': 'Pilot',
  'Role.name': 'Help desk',
  'builtInRoles.name': 'Site lead',
  'CreateRole.name': 'Help desk',
  'ChangeRole.name': 'Front desk',
  'Assignment.name': 'Help desk in Berlin',
  'CreateAssignment.name': 'Help desk in Berlin',
  'ChangeAssignment.name': 'Help desk in Berlin',
  'steps.name': 'activateRelationship',
  roleName: 'Help desk',
  description: 'Screens, cameras and what they need.',
  title: 'The screen stays dark',
  text: 'We have replaced the cable.',
  reason: 'The cable was loose.',
  closeReason: 'The cable was loose.',
  site: 'Berlin',
  country: 'DE',
  accountUpn: 'boardroom@contoso.example',
  'EnrollDevice.accountUpn': 'lobby@contoso.example',
  userPrincipalName: 'adele@tailspin.example',
  notificationAddresses: 'facilities@contoso.example',
  supportContact: '+49 30 1234567, facilities@contoso.example',
  timeZone: 'Europe/Berlin',
  acceptedTermsVersion: '2026-11',
  feature: 'Rooms',
  key: '5d41402abc4b2a76b9719d911017c592ae2b1c3f60d7e885',
  enrollmentKey: '5d41402abc4b2a76b9719d911017c592ae2b1c3f60d7e885',
  signalId: 'sensor-7-000123',
  objectName: 'Boardroom',
  path: '/name',
  'changes.from': 'Boardroom',
  'changes.to': 'Boardroom North',
  code: 'notFound',
  message: 'There is no such thing, or none that you may see.',
  type: 'urn:problem:notFound',
  'Problem.title': 'Not found',
  detail: 'There is no such thing, or none that you may see.',
  instance: '/api/v1/customer/rooms/room_01kap5dk3v8m2q7r9s4t6w0x1y',
  nextLink: 'https://service.example/api/v1/customer/rooms?continuation=eyJhZnRlciI6InJvb20ifQ.c2VhbGVk',
  etag: '"pGQZ4Xxk8mHk1u0JtYb3Rw"',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  openapi: '3.1.0',
};

/** What a text says for which the tables have nothing. */
export const unknownText = 'text';

/**
 * What an example says for a text.
 *
 * @param member that holds it; ids of a component itself are `<component>Id`
 * @param holder the member or component that it is a member of
 */
export function exampleText(member: string, holder = '', isGuid = false): string {
  const said = texts[`${holder}.${member}`];
  if (said !== undefined) return said;
  const [, thing = ''] = /^(.+)Ids?$/.exec(member) ?? [];
  const prefix = prefixes[thing];
  if (prefix !== undefined) return `${prefix}_01kap5dk3v8m2q7r9s4t6w0x1y`;
  if (thing === 'partner') return guids.partner;
  if (/^(customer|(user)?tenant)$/i.test(thing)) return guids.customer;
  if (isGuid || /^(user|object|principal|request)$/.test(thing)) return guids.person;
  return texts[member] ?? unknownText;
}
