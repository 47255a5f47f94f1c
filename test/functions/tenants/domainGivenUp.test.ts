import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { betweenStore } from '../../support/transport.ts';
import { startWorld, type World } from '../../support/world.ts';

/** Holds back the next release of a domain until it is let go. */
let held: { arrived: () => void; letGo: Promise<void> } | undefined;

let world: World;
beforeAll(async () => {
  world = await startWorld({
    swap: betweenStore(async ({ url, body }, proceed) => {
      if (held && url.includes('/colls/domains/') && typeof body === 'string' && body.includes('"Delete"')) {
        const { arrived, letGo } = held;
        held = undefined;
        arrived();
        await letGo;
      }
      return proceed();
    }),
  });
});
afterAll(() => world.stop());

test('R20 a domain that is given up and taken back by the same tenant meanwhile stays claimed', async () => {
  const { tenantId, name, domain } = await world.tenant('Contoso');
  const second = `also-${domain}`;
  const register = (domains: string[]) =>
    world.operator.put(`/platform/tenants/${tenantId}`, {
      displayName: name,
      defaultDomain: domain,
      domains,
      partner: false,
    });
  await register([domain, second]);
  const arrived = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  held = { arrived: () => arrived.resolve(undefined), letGo: released.promise };
  const givingUp = register([domain]);
  await arrived.promise;
  expect((await register([domain, second])).status).toBe(200);
  released.resolve(undefined);
  expect((await givingUp).status).toBe(200);
  expect(world.product.store.inspect('domains', second)).toMatchObject([{ tenantId }]);
});
