/** What operations are about, in the order of the reference: name, description, and the parts of paths that belong to it. */
const things = [
  ['Rooms', 'Meeting rooms that a customer has.', ['rooms']],
  ['Room groups', 'Rooms by any likeness; a scope may name a group.', ['roomGroups']],
  ['Update rings', 'Which rooms get updates when.', ['updateRings']],
  ['Tickets', 'What is wrong with rooms, and what is done about it.', ['tickets']],
  ['Reports', 'Health of rooms, incidents, and an overview over all customers.', ['reports', 'overview']],
  ['Settings', 'Settings of a customer, and what somebody wants for themselves.', ['settings', 'preferences']],
  ['Enrollment', 'How room devices come into management.', ['enrollmentKey', 'enrollments']],
  ['Invitations', 'A customer offers a partner some of its rooms.', ['invitations', 'partnerDirectory']],
  [
    'Relationships',
    'What an accepted invitation establishes, until it is ended.',
    ['partners', 'customers', 'receipts'],
  ],
  ['Change requests', 'Changes of a partner that wait until the customer approves.', ['changeRequests']],
  [
    'Roles and assignments',
    'Sets of permissions, and who is given them over which rooms.',
    ['roles', 'primaryAdmins', 'permissions'],
  ],
  ['Access', 'Who may do what, and through which assignment.', ['access']],
  ['People', 'Who is asking, who can be given a role, who may delegate.', ['me', 'directory', 'tenantManagers']],
  ['Audit log', 'Everything that was done and refused.', ['auditEvents']],
  ['Operations', 'Workflows that go on after the answer.', ['operations']],
  ['Tenants', 'For the operator: who takes part, and what monitoring sees.', ['tenants']],
  ['Service', 'The service itself.', ['health', 'openapi.json', 'docs']],
] as const;

/** The tags of the document. */
export const tags = things.map(([name, description]) => ({ name, description }));

/**
 * What a route is about, by the first part of its path that is neither a side nor a customer.
 * @throws Error for a path about something new
 */
export function thingOf(path: string): string {
  const [part = ''] = path.replace(/^(customer|partner\/customers\/\{\w+\}|partner|platform)\//, '').split('/');
  const thing = things.find(([, , parts]) => (parts as readonly string[]).includes(part));
  if (!thing) throw new Error(`What is '${part}' of ${path} about? Say it in functions/http/openApi/things.ts.`);
  return thing[0];
}
