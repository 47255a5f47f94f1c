import { decodePercentEscapes } from './decodePercentEscapes.ts';

/**
 * Reads a query as the real host hands it to a function in buffered mode: names are case-insensitive (the last spelling stays),
 * values of one name are joined by a comma, malformed escapes stay as they are.
 */
export function readRequestQuery(query: string): Record<string, { value: string }> {
  const values = new Map<string, { name: string; value: string }>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = unescapeLeniently(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : unescapeLeniently(pair.slice(equals + 1));
    const known = values.get(name.toLowerCase());
    values.set(name.toLowerCase(), { name, value: known ? `${known.value},${value}` : value });
  }
  return Object.fromEntries([...values.values()].map(({ name, value }) => [name, { value }]));
}

function unescapeLeniently(text: string): string {
  return decodePercentEscapes(text.replaceAll('+', ' '));
}
