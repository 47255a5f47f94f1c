import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Stage } from './openStage.ts';
import type { Offer } from './tellOffer.ts';

/** The customer wants to approve changes of rooms, and then approves one. */
export async function tellWaitingChange(
  { telling }: Stage,
  { northwind, nora, adatum, paul }: Cast,
  { rooms }: Offer,
): Promise<void> {
  const aurora = `/partner/customers/${northwind.tenantId}/rooms/${rooms.Aurora}`;
  const control = `/customer/partners/${adatum.tenantId}/changeControl`;
  const state = ({ state: one }: Record<string, unknown>) => String(one);

  telling.chapter('A change that waits for Northwind’s word');
  telling.says('From now on Nora wants to approve what Adatum changes on rooms.');
  const { headers } = await nora.asks('GET', control, { status: 200 });
  const ifMatch = headers.get('etag') ?? '';
  await nora.asks('PUT', control, { status: 200, body: { 'rooms.modify': 'manual' }, ifMatch });
  telling.says('Paul asks for a change: it is checked as if it were made, and kept. Nothing has changed yet.');
  const asked = await paul.asks('PATCH', aurora, { status: 202, body: { site: 'Oslo' }, short: state });
  const before = await paul.asks('GET', aurora, { status: 200 });
  expectSame('The site of Aurora', before.body['site'], 'Harbour House');
  telling.says('Nora approves it. It is checked once more, and made as Paul.');
  const id = String(asked.body.id);
  await nora.asks('POST', `/customer/changeRequests/${id}/approve`, { status: 200, short: state });
  const after = await paul.asks('GET', aurora, { status: 200 });
  expectSame('The site of Aurora', after.body['site'], 'Oslo');
}
