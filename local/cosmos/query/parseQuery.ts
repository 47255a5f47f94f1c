import { CosmosError, unsupported } from '../cosmosError.ts';
import { parseExpressions } from './parseExpression.ts';
import type { Expression, Query, Selection } from './syntax.ts';
import { tokenize } from './tokenize.ts';
import { openTokens, type Tokens } from './tokens.ts';

const cache = new Map<string, Query>();

/** @throws CosmosError 400 that names what is not SQL or not supported. */
export function parseQuery(text: string): Query {
  let query = cache.get(text);
  if (query) return query;
  query = parse(text);
  if (cache.size >= 500) cache.clear();
  cache.set(text, query);
  return query;
}

function parse(text: string): Query {
  const tokens = openTokens(text, tokenize(text));
  tokens.expectWord('SELECT');
  const top = tokens.takeWord('TOP') ? parseTop(tokens) : undefined;
  // The alias is declared after its first use.
  const alias = aliasOf(text);
  const { expression, path } = parseExpressions(tokens, alias);
  const { selection, payload } = parseSelection(tokens, expression);
  tokens.expectWord('FROM');
  tokens.name();
  let where: Expression | undefined;
  let whereText = '';
  if (tokens.takeWord('WHERE')) {
    const start = tokens.position();
    where = expression();
    whereText = text.slice(start, tokens.lastEnd());
  }
  let orderBy: Query['orderBy'];
  let orderText = '';
  if (tokens.takeWord('ORDER')) {
    tokens.expectWord('BY');
    const start = tokens.position();
    const key = path();
    orderText = text.slice(start, tokens.lastEnd());
    const descending = tokens.takeWord('DESC');
    if (!descending) tokens.takeWord('ASC');
    if (tokens.takeSign(',')) {
      throw new CosmosError(
        400,
        'The order by query does not have a corresponding composite index that it can be served from: use one sort key.',
      );
    }
    orderBy = { expression: key, descending };
  }
  if (tokens.peek().kind !== 'end') throw tokens.refusal();
  if (selection.kind === 'count' && (top || orderBy)) throw unsupported('COUNT together with TOP or ORDER BY');
  return {
    alias,
    top: top?.expression,
    selection,
    where,
    orderBy,
    texts: { top: top?.text ?? '', payload, where: whereText, orderBy: orderText },
  };
}

function aliasOf(text: string): string {
  const tokens = tokenize(text);
  const from = tokens.findIndex(({ kind, text: word }) => kind === 'name' && word.toUpperCase() === 'FROM');
  const name = tokens[from + 1];
  if (from < 0 || name?.kind !== 'name') throw unsupported('A query without FROM and one name');
  return name.text;
}

function parseTop(tokens: Tokens): { expression: Expression; text: string } {
  const { kind, text } = tokens.next();
  if (kind === 'number') return { expression: { kind: 'constant', value: Number(text) }, text };
  if (kind === 'parameter') return { expression: { kind: 'parameter', name: text }, text };
  throw unsupported(`TOP ${text}`);
}

function parseSelection(tokens: Tokens, expression: () => Expression): { selection: Selection; payload: string } {
  if (tokens.takeSign('*')) return { selection: { kind: 'item' }, payload: '' };
  if (tokens.takeWord('VALUE')) {
    if (takeCount(tokens)) return { selection: { kind: 'count', wrapped: false }, payload: '' };
    if (takeWrappedCount(tokens)) return { selection: { kind: 'count', wrapped: true }, payload: '' };
    const start = tokens.position();
    const value = expression();
    const isItem = value.kind === 'path' && value.names.length === 0;
    return {
      selection: isItem ? { kind: 'item' } : { kind: 'value', expression: value },
      payload: tokens.textSince(start),
    };
  }
  if (tokens.isWord('DISTINCT')) throw tokens.refusal();
  const properties: [string, Expression][] = [];
  const texts: string[] = [];
  do {
    const start = tokens.position();
    const value = expression();
    const text = tokens.textSince(start);
    const name = tokens.takeWord('AS')
      ? tokens.name()
      : value.kind === 'path'
        ? (value.names.at(-1) ?? text)
        : undefined;
    if (name === undefined) throw unsupported(`SELECT ${text} without AS`);
    properties.push([name, value]);
    texts.push(`${JSON.stringify(name)}: ${text}`);
  } while (tokens.takeSign(','));
  return { selection: { kind: 'properties', properties }, payload: `{${texts.join(', ')}}` };
}

function takeCount(tokens: Tokens): boolean {
  return tokens.takeAll(['COUNT', '(', '1', ')']);
}

function takeWrappedCount(tokens: Tokens): boolean {
  return tokens.takeAll(['[', '{', 'item', ':', 'COUNT', '(', '1', ')', '}', ']']);
}
