import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sealedTags } from '../../../functions/http/sealedTags.ts';
import { entityTag } from '../../../shared/domain/entityTag.ts';
import { Ticket } from '../../../shared/domain/tickets/ticket.ts';
import { refused } from '../../support/refused.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
let contoso: WorldTenant;
beforeAll(async () => {
  world = await startWorld();
  contoso = await world.tenant('Contoso');
});
afterAll(() => world.stop());

// Guarantee: whoever sees an ETag can't try out what is hidden of the thing until the digest fits.
test('R10 R52 an ETag confirms no guess of what is stored', async () => {
  const { id } = await ticket(contoso.admin, [(await room(contoso)).id]);
  const stored = world.product.store.inspect('tenants', contoso.tenantId).find((document) => document['id'] === id);
  const guess = entityTag(Ticket.parse(stored));
  const { etag = '' } = await contoso.admin.get(`/customer/tickets/${id}`);
  expect(etag).toMatch(/^"[A-Za-z0-9_-]{22}"$/);
  expect(etag).not.toBe(guess);
  // It was the right guess: with the key the one becomes the other.
  expect(sealedTags(await serviceKey()).open(etag)).toBe(guess);
});

/** The key as it is kept in the operator's partition. */
async function serviceKey(): Promise<Buffer> {
  await world.operator.get('/platform/tenants');
  const { OPERATOR_TENANT_ID } = world.product.environment;
  const document = world.product.store.inspect('tenants', OPERATOR_TENANT_ID).find(({ type }) => type === 'signingKey');
  return Buffer.from(document?.['key'] as string, 'base64');
}

test('rows, single resources and headers have the same one, and it is good for If-Match', async () => {
  const { id } = await room(contoso);
  const address = `/customer/rooms/${id}`;
  const { body, etag = '' } = await contoso.admin.get(address);
  const [row] = (await contoso.admin.all('/customer/rooms')).filter((one) => String(one['id']) === id);
  expect([String(body['etag']), String(row?.['etag'])]).toEqual([etag, etag]);
  const other = etag.replace(/^"./, (start) => (start === '"A' ? '"B' : '"A'));
  for (const wrong of [other, `W/${etag}`, '"short"', etag.slice(1, -1)]) {
    const answer = await contoso.admin.patch(address, { site: 'Bonn' }, { 'if-match': wrong });
    expect(answer).toMatchObject(refused(412, 'etagMismatch'));
  }
  const changed = await contoso.admin.patch(address, { site: 'Bonn' }, { 'if-match': `${other}, ${etag}` });
  expect(changed.status).toBe(200);
});

test('one key opens what it sealed, another one does not', () => {
  const tag = entityTag({ id: 'room_1' });
  const [one, other] = [sealedTags(Buffer.alloc(32, 1)), sealedTags(Buffer.alloc(32, 2))];
  expect(one.seal(tag)).not.toBe(tag);
  expect(one.seal(tag)).toBe(one.seal(tag));
  expect(one.open(one.seal(tag))).toBe(tag);
  expect(one.open(`W/${one.seal(tag)}, ${one.seal(tag)}, *, "x"`)).toBe(`W/${tag}, ${tag}, *, "x"`);
  expect(other.open(one.seal(tag))).not.toBe(tag);
});
