import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { relate } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('R5 R9 somebody without a role is told of no customer of the partner, nor how many there are', async () => {
  const partner = await world.tenant('Tailspin', { partner: true });
  const relations = [];
  for (const _ of [1, 2, 3]) relations.push(await relate(world, { partner }));
  const colleague = await world.person(partner.tenantId);
  expect((await colleague.get('/partner/customers?top=1')).body).toEqual({ value: [] });
  const [, second] = relations;
  const one = await second?.primaryAdmin.get('/partner/customers?top=1');
  expect(one?.body).toMatchObject({ value: [{ customerId: second?.customer.tenantId }] });
  expect(one?.body['nextLink']).toBeUndefined();
});

test('a link to the next page does not tell the row that it begins after', async () => {
  const partner = await world.tenant('Tailspin', { partner: true });
  const [first] = [await relate(world, { partner }), await relate(world, { partner })];
  const { body } = await partner.admin.get('/partner/customers?top=1');
  const token = new URL(String(body['nextLink'])).searchParams.get('continuation') ?? '';
  expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain(first.customer.tenantId);
  expect(await partner.admin.all('/partner/customers?top=1')).toHaveLength(2);
});
