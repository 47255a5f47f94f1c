import { CosmosError, unsupported } from '../cosmosError.ts';
import { type Json, type JsonObject, isJsonObject } from '../json.ts';
import { type Value, compare, equal } from './compareValues.ts';
import type { Expression } from './syntax.ts';

/** The item in slot 0 and the variables of EXISTS after it. */
export type Frame = Value[];
export type Evaluate = (frame: Frame) => Value;
export type Parameters = Readonly<Record<string, Json>>;

/** Makes a function of an expression, with the parameters' values in it. */
export function bindExpression(expression: Expression, parameters: Parameters): Evaluate {
  const bind = (inner: Expression) => bindExpression(inner, parameters);
  switch (expression.kind) {
    case 'constant':
    case 'parameter': {
      const value = constantOf(expression, parameters);
      return () => value;
    }
    case 'path':
      return bindPath(expression.slot, expression.names);
    case 'array': {
      const items = expression.items.map(bind);
      return (frame) => items.map((item) => item(frame)).filter((value) => value !== undefined);
    }
    case 'object': {
      const properties = expression.properties.map(([name, value]) => [name, bind(value)] as const);
      return (frame) => project(properties, frame);
    }
    case 'not': {
      const operand = bind(expression.operand);
      return (frame) => {
        const value = operand(frame);
        return typeof value === 'boolean' ? !value : undefined;
      };
    }
    case 'and':
      return bindLogical(bind(expression.left), bind(expression.right), false);
    case 'or':
      return bindLogical(bind(expression.left), bind(expression.right), true);
    case 'compare': {
      const { operator } = expression;
      if (
        operator === '!=' &&
        [expression.left, expression.right].some((side) => constantOf(side, parameters) === null)
      ) {
        throw unsupported('!= null (documents and service disagree on it; use NOT IS_NULL)');
      }
      const [left, right] = [bind(expression.left), bind(expression.right)];
      return (frame) => compare(operator, left(frame), right(frame));
    }
    case 'in':
      return bindIn(bind(expression.operand), expression.items, parameters);
    case 'contains':
      return bindContains(bind(expression.text), bind(expression.part));
    case 'exists': {
      const { slot } = expression;
      const source = bind(expression.source);
      const where = expression.where && bind(expression.where);
      return (frame) => {
        const values = source(frame);
        if (!Array.isArray(values)) return false;
        return values.some((value) => {
          frame[slot] = value;
          return !where || where(frame) === true;
        });
      };
    }
  }
}

/** The value of a constant or a parameter, undefined of anything else. */
export function constantOf(expression: Expression, parameters: Parameters): Value {
  if (expression.kind === 'constant') return expression.value;
  if (expression.kind !== 'parameter') return undefined;
  if (!Object.hasOwn(parameters, expression.name)) {
    throw new CosmosError(400, `The parameter ${expression.name} has no value.`);
  }
  return parameters[expression.name];
}

export function project(properties: readonly (readonly [string, Evaluate])[], frame: Frame): JsonObject {
  const result: JsonObject = {};
  for (const [name, evaluate] of properties) {
    const value = evaluate(frame);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

function bindPath(slot: number, names: readonly string[]): Evaluate {
  return (frame) => {
    let value = frame[slot];
    for (const name of names) {
      if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
      value = value[name];
    }
    return value;
  };
}

/** AND is false as soon as one side is, OR true; only else does undefined win. */
function bindLogical(left: Evaluate, right: Evaluate, decisive: boolean): Evaluate {
  return (frame) => {
    const a = left(frame);
    if (a === decisive) return decisive;
    const b = right(frame);
    if (b === decisive) return decisive;
    return a === !decisive && b === !decisive ? !decisive : undefined;
  };
}

function bindIn(operand: Evaluate, items: readonly Expression[], parameters: Parameters): Evaluate {
  const constants = items.map((item) => constantOf(item, parameters));
  if (constants.includes(undefined)) throw unsupported('IN with anything but constants and parameters');
  const contains = bindMembership(constants as Json[]);
  return (frame) => {
    const value = operand(frame);
    return value === undefined ? undefined : contains(value);
  };
}

/** Whether a value is one of many: of strings a look-up, however many there are. */
function bindMembership(items: readonly Json[]): (value: Json) => boolean {
  const simple = new Set<Json>(items.filter((item) => typeof item !== 'object' || item === null));
  const deep = items.filter((item) => typeof item === 'object' && item !== null);
  return (value) => simple.has(value) || deep.some((item) => equal(item, value));
}

/** CONTAINS, which is about case. */
function bindContains(text: Evaluate, part: Evaluate): Evaluate {
  return (frame) => {
    const [whole, wanted] = [text(frame), part(frame)];
    return typeof whole === 'string' && typeof wanted === 'string' ? whole.includes(wanted) : undefined;
  };
}
