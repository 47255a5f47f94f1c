import type { ApiBody } from '../seed/callApi.ts';
import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Stage } from './openStage.ts';
import { sendSignals } from './sendSignals.ts';
import type { Offer } from './tellOffer.ts';
import { ticketInShort, ticketsInShort } from './ticketsInShort.ts';

/** Monitoring raises a ticket: seen and commented by the right people, and resolved when what it saw is gone. */
export async function tellMonitoring(stage: Stage, cast: Cast, { rooms }: Offer): Promise<void> {
  const { telling } = stage;
  const { northwind, nora, gil, paul, finn, tara, liv } = cast;
  const atNorthwind = `/partner/customers/${northwind.tenantId}`;

  telling.chapter('Monitoring finds a fault in Aurora');
  telling.says('Rooms are watched once they are enrolled. Paul enrolls Aurora, Nora the boardroom.');
  const enrolled = { status: 200, short: ({ enrollment }: ApiBody) => enrollment as string };
  await paul.asks('POST', `${atNorthwind}/rooms/${rooms.Aurora}/enroll`, enrolled);
  await nora.asks('POST', `/customer/rooms/${rooms.Boardroom}/enroll`, enrolled);
  telling.says('The monitoring application sees a fault in each. Each fault opens a ticket.');
  const fault = { roomId: rooms.Aurora, type: 'display', severity: 'important' } as const;
  await sendSignals(stage, northwind, fault, { roomId: rooms.Boardroom, type: 'camera', severity: 'warning' });
  telling.says('Nora sees both. Finn sees the one in a room of his, and the room unhealthy.');
  const all = await nora.asks('GET', '/customer/tickets', { status: 200, short: ticketsInShort });
  const [ticketId = '', hiddenTicketId = ''] = all.body.value?.map(({ id }) => String(id)) ?? [];
  expectSame('How many tickets Nora sees', all.body.value?.length, 2);
  telling.name(ticketId, 'ticket 1');
  telling.name(hiddenTicketId, 'ticket 2');
  const ticket = `${atNorthwind}/tickets/${ticketId}`;
  const finns = await finn.asks('GET', `${atNorthwind}/tickets`, { status: 200, short: ticketsInShort });
  expectSame('The tickets that Finn sees', idsOf(finns.body), [ticketId]);
  await finn.asks('GET', `${atNorthwind}/tickets/${hiddenTicketId}`, { status: 404, code: 'notFound' });
  const healthOfAurora = async (expected: string) => {
    const health = ({ health }: ApiBody) => health as string;
    const { body } = await finn.asks('GET', `${atNorthwind}/rooms/${rooms.Aurora}`, { status: 200, short: health });
    expectSame('The health of Aurora', health(body), expected);
  };
  await healthOfAurora('unhealthy');

  telling.says('Finn writes on it, and Nora reads that.');
  const text = 'Cable pulled? I call the site.';
  await finn.asks('POST', `${ticket}/messages`, { body: { text }, status: 201, short: () => text });
  const read = await nora.asks('GET', `/customer/tickets/${ticketId}`, { status: 200, short: messages });
  expectSame('What Nora reads', messages(read.body), `partner: ${text}`);
  telling.says('Tara has another room: for her there is no such ticket. Gil has no role, Liv no such customer.');
  const taras = await tara.asks('GET', `${atNorthwind}/tickets`, { status: 200, short: ticketsInShort });
  expectSame('The tickets that Tara sees', idsOf(taras.body), []);
  await tara.asks('POST', `${ticket}/messages`, { body: { text }, status: 404, code: 'notFound' });
  await gil.asks('GET', ticket, { status: 403, code: 'permissionDenied' });
  await liv.asks('GET', ticket, { status: 404, code: 'notFound' });

  telling.says('Nobody closes what monitoring has opened. When it sees the fault no more, the ticket is resolved.');
  const closing = { body: { reason: 'Works again' }, status: 409, code: 'ticketNotClosable' };
  await finn.asks('POST', `${ticket}/close`, closing);
  await sendSignals(stage, northwind, { ...fault, status: 'cleared' });
  const resolved = await finn.asks('GET', ticket, { status: 200, short: ticketInShort });
  expectSame('The state of the ticket', resolved.body['state'], 'resolved');
  await healthOfAurora('healthy');
}

const idsOf = ({ value = [] }: ApiBody) => value.map(({ id }) => id);

const messages = (ticket: ApiBody) =>
  (ticket['messages'] as { side: string; text: string }[]).map(({ side, text }) => `${side}: ${text}`).join(', ');
