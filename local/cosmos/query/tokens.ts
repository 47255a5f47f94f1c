import { CosmosError, unsupported } from '../cosmosError.ts';
import type { Token } from './tokenize.ts';

/** A place in the tokens of a query, and ways to move on from it. */
export type Tokens = ReturnType<typeof openTokens>;

/** Words that cannot be a name; as a property they need `c["value"]`. */
const reserved = new Set(
  (
    'AND ARRAY AS ASC BETWEEN BY CASE CAST CONVERT CROSS DESC DISTINCT ELSE END ESCAPE EXISTS FALSE FOR FROM GROUP HAVING IN INNER ' +
    'INSERT INTO IS JOIN LEFT LIKE LIMIT NOT NULL OFFSET ON OR ORDER OUTER OVER RIGHT SELECT SET THEN TOP TRUE UDF UNDEFINED UPDATE ' +
    'VALUE WHEN WHERE WITH'
  ).split(' '),
);

export function openTokens(text: string, tokens: readonly Token[]) {
  let at = 0;
  const last = tokens.length - 1;
  const end: Token = { kind: 'end', text: '', start: text.length, end: text.length };
  const peek = (ahead = 0) => tokens[at + ahead] ?? end;
  const next = () => {
    const token = peek();
    if (at < last) at++;
    return token;
  };
  const refusal = (token = peek()) =>
    token.kind === 'end'
      ? new CosmosError(400, 'Syntax error: the query ends too early.')
      : unsupported(`'${token.text}' at position ${token.start} of the query`);
  const isWord = (word: string) => peek().kind === 'name' && peek().text.toUpperCase() === word;
  const isSign = (sign: string) => peek().kind === 'sign' && peek().text === sign;
  const takeWord = (word: string) => isWord(word) && Boolean(next());
  const takeSign = (sign: string) => isSign(sign) && Boolean(next());
  const lastEnd = () => tokens[at - 1]?.end ?? 0;

  return {
    peek,
    next,
    refusal,
    isWord,
    isSign,
    takeWord,
    takeSign,
    lastEnd,
    position: () => peek().start,
    textSince: (start: number) => text.slice(start, lastEnd()),
    expectWord(word: string) {
      if (!takeWord(word)) throw refusal();
    },
    expectSign(sign: string) {
      if (!takeSign(sign)) throw refusal();
    },
    /** A name that is no reserved word. */
    name(): string {
      const token = peek();
      if (token.kind !== 'name') throw refusal();
      if (reserved.has(token.text.toUpperCase())) {
        throw new CosmosError(400, `Syntax error: '${token.text}' is a reserved word; write c["${token.text}"].`);
      }
      return next().text;
    },
    /** Takes exactly these texts, or nothing. */
    takeAll(texts: readonly string[]): boolean {
      if (!texts.every((wanted, ahead) => peek(ahead).text.toUpperCase() === wanted.toUpperCase())) return false;
      at += texts.length;
      return true;
    },
  };
}
