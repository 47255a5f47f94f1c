import { StandInRefusal } from '../control/standInRoute.ts';

/** One clause of a `$search`: a property and what it must begin with. */
export interface SearchClause {
  property: string;
  text: string;
}

const clause = /^"([A-Za-z]+):((?:[^"\\]|\\["\\])+)"/;

/**
 * Reads `"displayName:ad" OR "userPrincipalName:ad"`; `\"` and `\\` in the text stand for `"` and `\`.
 *
 * @throws StandInRefusal 400 for everything else, be it right for Microsoft Graph (AND, parentheses) or not
 */
export function parseSearch(search: string, properties: readonly string[]): SearchClause[] {
  const clauses: SearchClause[] = [];
  for (let rest = search; ; rest = rest.slice(4)) {
    const [all, property = '', text = ''] = clause.exec(rest) ?? [];
    if (all === undefined) throw bad(`$search is "property:text", joined by OR; here it is ${rest}`);
    if (!properties.includes(property)) throw bad(`The stand-in can't search '${property}' here.`);
    clauses.push({ property, text: text.replaceAll(/\\(["\\])/g, '$1') });
    rest = rest.slice(all.length);
    if (rest === '') return clauses;
    if (!rest.startsWith(' OR ')) throw bad(`The stand-in joins the clauses of $search by OR only, not by ${rest}`);
  }
}

/**
 * Whether a value matches, ignoring case. As Microsoft Graph documents it, a displayName is indexed by its words and each
 * word of the text must begin one of them; everything else matches from its beginning.
 */
export function matchesClause({ property, text }: SearchClause, value: string): boolean {
  if (property !== 'displayName') return value.toLowerCase().startsWith(text.toLowerCase());
  const indexed = pieces(value).flatMap((piece) => [piece.toLowerCase(), ...words(piece)]);
  const begins = (word: string) => indexed.some((name) => name.startsWith(word));
  return pieces(text).every((piece) => {
    const parts = words(piece);
    return begins(piece.toLowerCase()) || (parts.length > 0 && parts.every(begins));
  });
}

function pieces(text: string): string[] {
  return text.normalize().split(/\s+/u).filter(Boolean);
}

/** `HelloWorld.42` is hello, world, 42. */
function words(piece: string): string[] {
  return (piece.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}+|\p{N}+/gu) ?? []).map((word) => word.toLowerCase());
}

function bad(message: string) {
  return new StandInRefusal(400, 'Request_BadRequest', message);
}
