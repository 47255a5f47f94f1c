import { CosmosError, unsupported } from '../cosmosError.ts';
import type { ComparisonOperator, Expression } from './syntax.ts';
import type { Tokens } from './tokens.ts';

const operators: Record<string, ComparisonOperator> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Recursive descent: OR, AND, NOT, comparison, operand. `alias` names the item. */
export function parseExpressions(tokens: Tokens, alias: string) {
  const variables = [alias];

  function expression(): Expression {
    let left = conjunction();
    while (tokens.takeWord('OR')) left = { kind: 'or', left, right: conjunction() };
    return left;
  }

  function conjunction(): Expression {
    let left = negation();
    while (tokens.takeWord('AND')) left = { kind: 'and', left, right: negation() };
    return left;
  }

  function negation(): Expression {
    return tokens.takeWord('NOT') ? { kind: 'not', operand: negation() } : comparison();
  }

  function comparison(): Expression {
    const left = operand();
    const operator = tokens.peek().kind === 'sign' ? operators[tokens.peek().text] : undefined;
    if (operator) {
      tokens.next();
      return { kind: 'compare', operator, left, right: operand() };
    }
    if (tokens.takeWord('IN')) return { kind: 'in', operand: left, items: list('(', ')') };
    if (tokens.takeAll(['NOT', 'IN'])) {
      return { kind: 'not', operand: { kind: 'in', operand: left, items: list('(', ')') } };
    }
    return left;
  }

  function operand(): Expression {
    const token = tokens.peek();
    if (token.kind === 'string') return { kind: 'constant', value: tokens.next().text };
    if (token.kind === 'number') return { kind: 'constant', value: Number(tokens.next().text) };
    if (token.kind === 'parameter') return { kind: 'parameter', name: tokens.next().text };
    if (tokens.takeWord('TRUE')) return { kind: 'constant', value: true };
    if (tokens.takeWord('FALSE')) return { kind: 'constant', value: false };
    if (tokens.takeWord('NULL')) return { kind: 'constant', value: null };
    if (tokens.isWord('EXISTS')) return exists();
    if (tokens.isSign('[')) return { kind: 'array', items: list('[', ']') };
    if (tokens.isSign('{')) return object();
    if (tokens.takeSign('(')) {
      if (tokens.isWord('SELECT')) throw unsupported('A subquery outside EXISTS');
      const inner = expression();
      tokens.expectSign(')');
      return inner;
    }
    if (token.kind !== 'name') throw tokens.refusal();
    return tokens.peek(1).text === '(' && tokens.peek(1).kind === 'sign' ? call() : path();
  }

  function call(): Expression {
    const { text: name } = tokens.next();
    if (name.toUpperCase() !== 'CONTAINS') throw unsupported(`The function ${name}`);
    const [text, part, ...others] = list('(', ')');
    if (!text || !part || others.length > 0) throw unsupported('CONTAINS but with two arguments');
    return { kind: 'contains', text, part };
  }

  /** `EXISTS(SELECT VALUE x FROM x IN c.list WHERE ...)` */
  function exists(): Expression {
    tokens.expectWord('EXISTS');
    tokens.expectSign('(');
    tokens.expectWord('SELECT');
    tokens.expectWord('VALUE');
    const selected = tokens.name();
    tokens.expectWord('FROM');
    const variable = tokens.name();
    if (selected !== variable) throw unsupported(`EXISTS(SELECT VALUE ${selected} FROM ${variable})`);
    tokens.expectWord('IN');
    const source = path();
    const slot = variables.push(variable) - 1;
    const where = tokens.takeWord('WHERE') ? expression() : undefined;
    variables.pop();
    tokens.expectSign(')');
    return { kind: 'exists', slot, source, where };
  }

  function path(): Expression {
    const root = tokens.name();
    const slot = variables.lastIndexOf(root);
    if (slot < 0) throw new CosmosError(400, `Identifier '${root}' could not be resolved.`);
    const names: string[] = [];
    for (;;) {
      if (tokens.takeSign('.')) names.push(tokens.name());
      else if (tokens.isSign('[') && tokens.peek(1).kind === 'string') {
        tokens.next();
        names.push(tokens.next().text);
        tokens.expectSign(']');
      } else if (tokens.isSign('[')) throw unsupported('An array index');
      else return { kind: 'path', slot, names };
    }
  }

  function list(open: string, close: string): Expression[] {
    tokens.expectSign(open);
    const items: Expression[] = [];
    do {
      if (tokens.isWord('SELECT')) throw unsupported('A subquery outside EXISTS');
      items.push(expression());
    } while (tokens.takeSign(','));
    tokens.expectSign(close);
    return items;
  }

  function object(): Expression {
    tokens.expectSign('{');
    const properties: [string, Expression][] = [];
    do {
      const key = tokens.next();
      if (key.kind !== 'string') throw tokens.refusal(key);
      tokens.expectSign(':');
      properties.push([key.text, expression()]);
    } while (tokens.takeSign(','));
    tokens.expectSign('}');
    return { kind: 'object', properties };
  }

  return { expression, path };
}
