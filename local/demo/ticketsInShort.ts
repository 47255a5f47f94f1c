import type { ApiBody } from '../seed/callApi.ts';

/** A ticket in short: what, how bad, how far. */
export const ticketInShort = ({ number, title, severity, state }: ApiBody): string =>
  `#${String(number)} ${String(title)} (${String(severity)}, ${String(state)})`;

/** A list of tickets in short. */
export const ticketsInShort = ({ value = [] }: ApiBody): string => value.map(ticketInShort).join(', ') || 'none';
