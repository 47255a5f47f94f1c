import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('R20 a customer resolves a partner’s domain, in any case, before it invites', async () => {
  const { admin } = await world.tenant('Contoso');
  const { tenantId, domain } = await world.tenant('Tailspin', { partner: true });
  for (const written of [domain, domain.toUpperCase()]) {
    const found = await admin.get(`/customer/partnerDirectory?domain=${written}`);
    expect(found).toMatchObject({ status: 200, etag: undefined });
    expect(found.body).toEqual({ tenantId, displayName: 'Tailspin', domain });
  }
});

test('R20 a domain of nobody, of one that is no partner, or no domain at all: 404 partnerDomainUnknown', async () => {
  const { admin, domain } = await world.tenant('Contoso');
  for (const unknown of ['nobody.example', domain, 'a%20b', '%2Fetc', 'localhost', '%00.example']) {
    const answer = await admin.get(`/customer/partnerDirectory?domain=${unknown}`);
    expect(answer).toMatchObject(refused(404, 'partnerDomainUnknown'));
  }
});

test('R20 without a domain, or with two: 400', async () => {
  const { admin } = await world.tenant('Contoso');
  for (const query of ['', '?domain=', '?domain=a.example&domain=b.example', '?domain=a.example&tenantId=x']) {
    expect(await admin.get(`/customer/partnerDirectory${query}`)).toMatchObject(refused(400, 'invalidRequest'));
  }
});

test('R20 only GA and MSA of the customer resolve domains', async () => {
  const { tenantId } = await world.tenant('Contoso');
  const { domain } = await world.tenant('Tailspin', { partner: true });
  const somebody = await world.person(tenantId);
  const answer = await somebody.get(`/customer/partnerDirectory?domain=${domain}`);
  expect(answer).toMatchObject(refused(403, 'permissionDenied'));
});
