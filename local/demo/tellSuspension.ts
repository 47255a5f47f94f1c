import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import { namesOf } from './namesOf.ts';
import type { Stage } from './openStage.ts';

/** The customer stops everything for a while, and lets it go on. */
export async function tellSuspension({ telling }: Stage, { northwind, nora, adatum, paul, finn }: Cast): Promise<void> {
  const atNorthwind = `/partner/customers/${northwind.tenantId}`;
  const withAdatum = `/customer/partners/${adatum.tenantId}`;

  telling.chapter('Northwind stops everything, and lets it go on');
  telling.says(
    'Something is odd, and Nora wants it to stop now. From the next request on nobody of Adatum does anything.',
  );
  const asked = { status: 200, short: ({ state }: Record<string, unknown>) => String(state) };
  await nora.asks('POST', `${withAdatum}/suspend`, asked);
  await finn.asks('GET', `${atNorthwind}/rooms`, { status: 403, code: 'relationshipNotActive' });
  telling.says('Paul still sees that Northwind is a customer, and that it has been suspended.');
  const seen = await paul.asks('GET', atNorthwind, asked);
  expectSame('The state that Paul sees', seen.body['state'], 'suspended');
  telling.says('It was nothing. Nora lets it go on, and everybody has what they had.');
  await nora.asks('POST', `${withAdatum}/resume`, asked);
  const rooms = await finn.asks('GET', `${atNorthwind}/rooms`, { status: 200, short: namesOf });
  expectSame('The rooms that Finn sees', namesOf(rooms.body), 'Aurora, Borealis, Cirrus');
}
