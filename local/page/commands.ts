import { demoTenants } from '../seed/people.ts';

/** A line for a terminal and what it is good for. */
export interface Command {
  what: string;
  line: string;
}

const { contoso, fabrikam, tailspin, platform } = demoTenants;
const asJson = `-H 'content-type: application/json'`;
const room = { name: 'Wannsee', site: 'Berlin', country: 'DE', accountUpn: 'room-wannsee@contoso.example' };

/** Commands that work as they stand, each as often as one likes; those of people who are not there are left out. */
export function commands(options: {
  people: readonly { userPrincipalName: string; token: string }[];
  /** `http://localhost:7071/api/v1` */
  api: string;
  standIn: string;
}): Command[] {
  const { api, standIn } = options;
  const tokens = new Map(options.people.map(({ userPrincipalName, token }) => [userPrincipalName, token]));
  // The token comes last: it is long, and the rest is what one reads.
  const as = (userPrincipalName: string, what: string, path: string, more = ''): Command[] => {
    const token = tokens.get(userPrincipalName);
    const line = `curl -s '${api}${path}' ${more}-H 'authorization: Bearer ${token}'`;
    return token === undefined ? [] : [{ what, line }];
  };
  const [ada, mia, pia] = ['ada@contoso.example', 'mia@tailspin.example', 'pia@tailspin.example'];
  const dryRun = `${asJson} -d '${JSON.stringify(room)}' `;
  const newPerson = JSON.stringify({ displayName: 'Zoe', userPrincipalName: 'zoe@platform.example' });
  return [
    ...as('operator@platform.example', 'Who am I? (operator)', '/me'),
    ...as('operator@platform.example', 'The registered tenants (operator)', '/platform/tenants'),
    ...as(ada, 'Ada of Contoso lists her rooms', '/customer/rooms?orderBy=name'),
    ...as(ada, 'What if she added one? A dry run changes nothing', '/customer/rooms?dryRun=true', dryRun),
    ...as(ada, 'What Contoso has offered, and to whom', '/customer/invitations'),
    ...as(mia, 'Mia, Tenant manager of Tailspin, sees the invitation', '/partner/invitations'),
    ...as(mia, 'and the customers of Tailspin: names and states, no data', '/partner/customers'),
    ...as(pia, 'Pia, Primary admin, lists the rooms of Fabrikam', `/partner/customers/${fabrikam}/rooms`),
    ...as(pia, 'and the roles there', `/partner/customers/${fabrikam}/roles`),
    ...as('rob@tailspin.example', 'Rob may see them too', `/partner/customers/${fabrikam}/rooms`),
    ...as('fay@fabrikam.example', 'Fay of Fabrikam sees who of Tailspin may do what', partnerPath('/assignments')),
    ...as('fay@fabrikam.example', 'and what they have done', '/customer/auditEvents?side=partner'),
    {
      what: 'A token of somebody, by name',
      line: `curl -s '${standIn}/identity/token' ${asJson} -d '{"userPrincipalName":"operator@platform.example"}'`,
    },
    {
      what: "Somebody new in the operator's tenant",
      line: `curl -s -X PUT '${standIn}/control/tenants/${platform}/users/0f000000-0000-4000-8001-000000000099' ${asJson} -d '${newPerson}'`,
    },
    { what: 'What time it is here', line: `curl -s '${standIn}/control/clock'` },
    {
      what: 'What is stored of Contoso',
      line: `curl -s '${standIn}/control/store?container=tenants&partitionKey=${contoso}'`,
    },
  ];
}

const partnerPath = (path: string) => `/customer/partners/${tailspin}${path}`;
