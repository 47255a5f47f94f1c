import type { ApiBody } from '../seed/callApi.ts';

/** A ticket in short: what, how bad, how far; over several customers also whose. */
export function ticketInShort({ number, title, severity, state, customerDisplayName }: ApiBody): string {
  const whose = typeof customerDisplayName === 'string' ? `${customerDisplayName} ` : '';
  return `${whose}#${String(number)} ${String(title)} (${String(severity)}, ${String(state)})`;
}

/** A list of tickets in short. */
export const ticketsInShort = ({ value = [] }: ApiBody): string => value.map(ticketInShort).join(', ') || 'none';
