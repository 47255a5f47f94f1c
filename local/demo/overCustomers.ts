import type { ApiBody } from '../seed/callApi.ts';

/** A list over several customers in short: per customer what there is to say of its rows; then how complete it is. */
export function overCustomers(list: ApiBody, say: (rows: readonly ApiBody[]) => string): string {
  const ofCustomer = Map.groupBy(list.value ?? [], (row) => row['customerDisplayName'] as string);
  const told = [...ofCustomer].map(([customer, rows]) => `${customer}: ${say(rows)}`);
  return [...told.sort(), completeness(list)].join('; ');
}

/** The rooms of several customers in short. */
export const roomsOverCustomers = (list: ApiBody): string =>
  overCustomers(list, (rooms) => rooms.map(({ name }) => name).join(', '));

/** The tickets of several customers in short, in the order in which they come. */
export function ticketsOverCustomers(list: ApiBody): string {
  const tickets = (list.value ?? []).map(
    ({ customerDisplayName, number, type }) =>
      `${customerDisplayName as string} #${number as number} ${type as string}`,
  );
  return `${tickets.join(', ')}; ${completeness(list)}`;
}

function completeness(list: ApiBody): string {
  const { complete, customers } = list['completeness'] as {
    complete: boolean;
    customers: { asked: number; answered: number };
  };
  return `${complete ? 'complete' : 'not complete'}, ${customers.answered} of ${customers.asked}`;
}
