import { askReach } from './askReach.ts';
import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Stage } from './openStage.ts';
import { roomsOverCustomers } from './overCustomers.ts';
import type { Offer } from './tellOffer.ts';
import { countHoldings, tellReceipt } from './tellReceipt.ts';

/** The customer ends it; then what the partner could see and can see now. */
export async function tellEnd(stage: Stage, cast: Cast, { rooms }: Offer): Promise<void> {
  const { telling } = stage;
  const { northwind, nora, adatum, paul, finn, tess } = cast;
  const atNorthwind = `/partner/customers/${northwind.tenantId}`;
  const before = await askReach(cast, rooms.Boardroom, 'active');

  telling.chapter('Northwind ends it');
  telling.says('Nora looks once more at what Adatum holds: people with roles, and roles of its own.');
  const holdings = await countHoldings(cast);
  telling.says('Nora removes the partner. Access ends before she has her answer: the very next requests find nothing.');
  const ended = await nora.asks('DELETE', `/customer/partners/${adatum.tenantId}`, {
    status: 202,
    short: ({ status }) => String(status),
  });
  await paul.asks('GET', `${atNorthwind}/rooms`, { status: 404, code: 'notFound' });
  await finn.asks('GET', `${atNorthwind}/rooms`, { status: 404, code: 'notFound' });
  await tess.asks('GET', atNorthwind, { status: 404, code: 'notFound' });
  telling.says("In the list over all customers nothing of Northwind is left; Paul's other customer is untouched.");
  const left = await paul.asks('GET', '/partner/rooms', { status: 200, short: roomsOverCustomers });
  expectSame('What is left for Paul', roomsOverCustomers(left.body), 'Southridge: Atrium, Library; complete, 1 of 1');
  telling.says('A durable workflow clears up behind it: assignments, custom roles, pointers.');
  telling.name(String(ended.body.id), 'operation');
  await nora.awaits(ended);
  await nora.asks('GET', `/customer/partners/${adatum.tenantId}`, {
    status: 200,
    short: ({ state }) => String(state),
  });
  const after = await askReach(cast, rooms.Boardroom, 'ended');
  await tellReceipt(stage, cast, holdings);

  telling.chapter('What the partners could see of Northwind while it lasted');
  const answers = new Map([
    [403, 'no (403)'],
    [404, 'no (404)'],
  ]);
  telling.table([
    ['', ...before.people],
    ...before.rows.map(({ what, statuses }) => [what, ...statuses.map((status) => answers.get(status) ?? 'yes')]),
  ]);
  const asked = after.rows.length * after.people.length;
  telling.says('');
  telling.says('403: this person may know of Northwind, but may not see this. 404: for this person there is nothing.');
  telling.says(`The same ${asked} questions, asked again after the end: 404, every one of them.`);
}
