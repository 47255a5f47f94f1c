import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refused } from '../support/refused.ts';
import { invite, type Offer } from '../support/relationship.ts';
import { startWorld, type World, type WorldTenant } from '../support/world.ts';

let world: World;
let customer: WorldTenant;
let last: Offer | undefined;
beforeAll(async () => {
  world = await startWorld();
  customer = await world.tenant('Contoso');
  for (let at = 0; at < 3; at++) last = await invite(world, { customer });
});
afterAll(() => world.stop());

const list = '/customer/invitations?top=2';
const invalid = refused(400, 'continuationInvalid');
const firstPage = async () => {
  const { body } = await customer.admin.get(list);
  return new URL(String(body['nextLink']));
};
const withToken = (link: URL, token: string) => {
  const other = new URL(link);
  other.searchParams.set('continuation', token);
  return other.href;
};

describe('R71 a continuation token is bound to the caller and the query', () => {
  test('it is an absolute address of the same list, and the last page has none', async () => {
    const link = await firstPage();
    expect(link.href.startsWith(`${String(world.product.api[0])}${list}`)).toBe(true);
    const rest = await customer.admin.get(link.href);
    expect(rest.body.value).toMatchObject([{ id: last?.invitationId }]);
    expect(rest.body['nextLink']).toBeUndefined();
  });

  test('the order of query parameters does not matter', async () => {
    const link = await firstPage();
    const token = String(link.searchParams.get('continuation'));
    const turned = `/customer/invitations?continuation=${encodeURIComponent(token)}&top=2`;
    expect((await customer.admin.get(turned)).status).toBe(200);
  });

  test('a forged one is 400 continuationInvalid, wherever a bit of it was turned', async () => {
    const link = await firstPage();
    const token = String(link.searchParams.get('continuation'));
    const turned = Array.from({ length: token.length }, (_, at) => {
      const other = token[at] === 'A' ? 'B' : 'A';
      return token.slice(0, at) + other + token.slice(at + 1);
    });
    const forged = ['x', '.', 'null', 'a'.repeat(4096), `${token}A`, token.slice(0, -1), ...turned];
    for (const one of forged) expect(await customer.admin.get(withToken(link, one))).toMatchObject(invalid);
  });

  test('one of another query, or of another page size, is 400', async () => {
    const link = await firstPage();
    const token = encodeURIComponent(String(link.searchParams.get('continuation')));
    for (const path of ['invitations?top=1', 'invitations', 'invitations?top=2&status=pending', 'partners?top=2']) {
      const separator = path.includes('?') ? '&' : '?';
      const answer = await customer.admin.get(`/customer/${path}${separator}continuation=${token}`);
      expect(answer).toMatchObject(invalid);
    }
  });

  test('one of somebody else is 400, in the same tenant and in another', async () => {
    const link = await firstPage();
    const colleague = await world.person(customer.tenantId, { globalAdministrator: true });
    const { admin } = await world.tenant('Fabrikam');
    for (const person of [colleague, admin]) expect(await person.get(link.href)).toMatchObject(invalid);
  });

  test('every page is authorised anew', async () => {
    const msa = await world.person(customer.tenantId);
    const role = '/customer/roles/managedServiceAdministrator/assignments';
    const assigned = await customer.admin.post(role, { name: 'M', members: [msa.member], scope: { kind: 'allRooms' } });
    const link = String((await msa.get(list)).body['nextLink']);
    await customer.admin.delete(`${role}/${String(assigned.body['id'])}`);
    expect(await msa.get(link)).toMatchObject(refused(403, 'permissionDenied'));
  });

  test('it is good for 24 h, and not a moment longer', async () => {
    const now = world.now();
    const link = await world.at(now, firstPage);
    const day = now.getTime() + 24 * 60 * 60 * 1000;
    expect((await world.at(new Date(day - 1), () => customer.admin.get(link.href))).status).toBe(200);
    expect(await world.at(new Date(day), () => customer.admin.get(link.href))).toMatchObject(invalid);
  });
});

test.each(['0', '201', '-1', '1.5', 'x', '', '01e1'])('top=%s is 400', async (top) => {
  expect(await customer.admin.get(`/customer/invitations?top=${top}`)).toMatchObject(refused(400, 'invalidRequest'));
});
