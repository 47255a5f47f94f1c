import type { ApiBody } from '../seed/callApi.ts';
import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Stage } from './openStage.ts';
import type { Offer } from './tellOffer.ts';
import { ticketInShort, ticketsInShort } from './ticketsInShort.ts';

/** A person records an issue: commented and closed by the right people only. */
export async function tellReportedIssue({ telling }: Stage, cast: Cast, { rooms }: Offer): Promise<void> {
  const { northwind, nora, gil, paul, finn, tara } = cast;
  const atNorthwind = `/partner/customers/${northwind.tenantId}`;

  telling.chapter('Finn records an issue, and closes it');
  telling.says(
    'What people record, people close. Finn names rooms of his; with Delta, which is none of his, he is refused.',
  );
  const issue = { title: 'Lights flicker', description: 'Since the storm.', highImpact: true };
  const record = async (roomIds: string[], expected: object) =>
    finn.asks('POST', `${atNorthwind}/tickets`, { body: { ...issue, roomIds }, status: 201, ...expected });
  await record([rooms.Cirrus, rooms.Delta], { status: 422, code: 'roomUnknown' });
  const recorded = await record([rooms.Borealis, rooms.Cirrus], { short: ticketInShort });
  const ticketId = String(recorded.body.id);
  telling.name(ticketId, 'ticket 3');
  const ticket = `${atNorthwind}/tickets/${ticketId}`;
  telling.says('Nora answers on it. Tara does not see it and cannot close it; nor can Gil.');
  const text = 'Please before Friday.';
  const toNora = `/customer/tickets/${ticketId}`;
  await nora.asks('POST', `${toNora}/messages`, { body: { text }, status: 201, short: () => text });
  const body = { reason: 'Lamps replaced' };
  const taras = await tara.asks('GET', `${atNorthwind}/tickets`, { status: 200, short: ticketsInShort });
  expectSame('How many tickets Tara sees', taras.body.value?.length, 0);
  await tara.asks('POST', `${ticket}/close`, { body, status: 404, code: 'notFound' });
  await gil.asks('POST', `${ticket}/close`, { body, status: 403, code: 'permissionDenied' });
  telling.says('Finn closes it. From then on it takes no change, not even from Paul.');
  await finn.asks('POST', `${ticket}/close`, { body, status: 200, short: ticketInShort });
  await paul.asks('PATCH', ticket, { body: { severity: 'warning' }, status: 409, code: 'ticketResolved' });
  telling.says('Nora sees who closed it, and why.');
  const closed = await nora.asks('GET', toNora, { status: 200, short: ending });
  expectSame('How the ticket ended', ending(closed.body), `"Lamps replaced" by ${finn.member.id}`);
}

const ending = ({ closeReason, closedBy }: ApiBody) =>
  `"${String(closeReason)}" by ${(closedBy as { userId: string }).userId}`;
