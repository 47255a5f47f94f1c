import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Actor } from './openStage.ts';

/** What was asked, by whom, and what was answered. */
export interface Reach {
  readonly people: readonly string[];
  readonly rows: readonly { readonly what: string; readonly statuses: readonly number[] }[];
}

/**
 * Has everybody of the partners ask for everything at the customer.
 *
 * @throws DemoFailure when somebody sees more or less than they should
 */
export async function askReach(cast: Cast, hiddenRoomId: string, when: 'active' | 'ended'): Promise<Reach> {
  const { northwind, paul, finn, tess, gil, liv } = cast;
  const people: [Actor, string][] = [
    [paul, 'Primary admin'],
    [finn, 'help desk'],
    [tess, 'Tenant manager'],
    [gil, 'Global Admin'],
    [liv, 'other partner'],
  ];
  // Per question: Paul, Finn, Tess, Gil, Liv. 403: may know of the customer, may not do this; 404: there is nothing.
  const questions: [what: string, path: string, whileActive: number[]][] = [
    ['that Northwind is a customer', '', [200, 200, 200, 200, 404]],
    ['rooms within reach', '/rooms', [200, 200, 403, 403, 404]],
    ['the boardroom', `/rooms/${hiddenRoomId}`, [404, 404, 403, 403, 404]],
    ['tickets within reach', '/tickets', [200, 200, 403, 403, 404]],
    ['room groups', '/roomGroups', [200, 403, 403, 403, 404]],
    ['roles', '/roles', [200, 403, 403, 403, 404]],
    ['who is Primary admin', '/primaryAdmins', [200, 403, 200, 200, 404]],
  ];
  const rows = [];
  for (const [what, path, whileActive] of questions) {
    const statuses: number[] = [];
    for (const [person] of people) {
      statuses.push(await person.tries(`/partner/customers/${northwind.tenantId}${path}`));
    }
    const expected = when === 'active' ? whileActive : people.map(() => 404);
    const names = people.map(([{ name }]) => name).join(', ');
    expectSame(`Who sees ${what} (${names})`, statuses, expected);
    rows.push({ what, statuses });
  }
  return { people: people.map(([{ name }, role]) => `${name}, ${role}`), rows };
}
