import type { ApiBody } from '../seed/callApi.ts';
import type { Cast } from './cast.ts';
import { expectSame } from './demoFailure.ts';
import type { Actor, Stage } from './openStage.ts';
import { overCustomers, roomsOverCustomers, ticketsOverCustomers } from './overCustomers.ts';
import { sendSignals } from './sendSignals.ts';
import type { Offer } from './tellOffer.ts';
import type { SecondCustomer } from './tellSecondCustomer.ts';

/** One list over all customers, of rooms and of tickets, and an overview; in each of them everybody has what is theirs. */
export async function tellAllCustomers(stage: Stage, cast: Cast, offer: Offer, second: SecondCustomer): Promise<void> {
  const { telling } = stage;
  const { northwind, southridge, gil, paul, finn } = cast;
  const sees = async (person: Actor, path: string, short: (list: ApiBody) => string, expected: string) => {
    const { body } = await person.asks('GET', path, { status: 200, short });
    expectSame(`What ${person.name} sees of all customers at ${path}`, short(body), expected);
  };

  telling.chapter('Adatum has one list over both');
  telling.says(
    'Paul sees the rooms of both. The answer says that nothing is missing: two customers asked, two answered.',
  );
  const northwinds = `Northwind: ${offer.sharedRooms.join(', ')}`;
  const seven = `${northwinds}; Southridge: Atrium, Library; complete, 2 of 2`;
  await sees(paul, '/partner/rooms', roomsOverCustomers, seven);
  telling.says('Finn sees his three rooms. Gil runs Adatum, but no customer has given him a role.');
  await sees(finn, '/partner/rooms', roomsOverCustomers, 'Northwind: Aurora, Borealis, Cirrus; complete, 1 of 1');
  await sees(gil, '/partner/rooms', roomsOverCustomers, 'complete, 0 of 0');

  telling.says('Monitoring sees something at each customer.');
  await sendSignals(stage, northwind, { roomId: offer.rooms.Aurora, type: 'network', severity: 'warning' });
  await sendSignals(stage, southridge, { roomId: second.Atrium, type: 'connectivity', severity: 'important' });
  telling.says('Paul sees the open tickets of both, newest first, once he has chosen to.');
  const open = '/partner/tickets?state=needsAction&orderBy=-updatedAt';
  await paul.asks('GET', open, { status: 409, code: 'allTicketsViewDisabled' });
  await paul.asks('PATCH', '/partner/preferences', {
    body: { allTicketsView: true },
    status: 200,
    short: ({ allTicketsView }) => `all tickets view: ${allTicketsView === true ? 'on' : 'off'}`,
  });
  const newestFirst = 'Southridge #1 connectivity, Northwind #4 network; complete, 2 of 2';
  await sees(paul, open, ticketsOverCustomers, newestFirst);
  telling.says('It is for each to choose: Finn has not.');
  await finn.asks('GET', open, { status: 409, code: 'allTicketsViewDisabled' });
  telling.says('And the overview, for each as far as they see.');
  const few = 'Northwind: 3 of 3 rooms healthy, 1 open ticket; complete, 1 of 1';
  const all = 'Northwind: 5 of 5 rooms healthy, 1 open ticket; Southridge: 1 of 2 rooms healthy, 1 open ticket';
  await sees(paul, '/partner/overview', overview, `${all}; complete, 2 of 2`);
  await sees(finn, '/partner/overview', overview, few);
}

const overview = (list: ApiBody) => overCustomers(list, (rows) => rows.map(figures).join());

function figures(row: ApiBody): string {
  const { healthy, total } = row['rooms'] as { healthy: number; total: number };
  const { important, warning } = row['openTickets'] as { important: number; warning: number };
  const tickets = important + warning;
  return `${healthy} of ${total} rooms healthy, ${tickets} open ticket${tickets === 1 ? '' : 's'}`;
}
