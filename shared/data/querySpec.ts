import type { JSONValue, SqlQuerySpec } from '@azure/cosmos';
import type { Condition, DocumentSchema, Page } from '../domain/store.ts';

/** A query over one kind of document, or several, in the partitions of the keys, and of no other. */
export function querySpec(
  schemas: readonly DocumentSchema[],
  keyMember: string,
  keys: readonly string[],
  { where, orderBy, descending = false, after, top }: Partial<Page>,
): SqlQuerySpec {
  const parameters: { name: string; value: JSONValue }[] = [];
  const bound = new Map<JSONValue, string>();
  const bind = (value: JSONValue) => {
    let name = bound.get(value);
    if (name === undefined) {
      bound.set(value, (name = `@p${parameters.length}`));
      parameters.push({ name, value });
    }
    return name;
  };
  const column = (member: string) => {
    // Member names come from our own code; this keeps it so.
    if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/.test(member)) throw new Error(`Not a member: ${member}`);
    return `c.${member}`;
  };
  const list = (values: readonly JSONValue[]) => values.map(bind).join(', ');
  const every = (conditions: readonly string[]) => (conditions.length > 0 ? conditions.join(' AND ') : 'true');
  const text = (condition: Condition): string => {
    if ('anyOf' in condition)
      return condition.anyOf.length > 0 ? `(${condition.anyOf.map(text).join(' OR ')})` : 'false';
    if ('allOf' in condition) return `(${every(condition.allOf.map(text))})`;
    const member = column(condition.member);
    if ('oneOf' in condition) return condition.oneOf.length > 0 ? `${member} IN (${list(condition.oneOf)})` : 'false';
    if ('contains' in condition) return `CONTAINS(${member}, ${bind(condition.contains)})`;
    if ('includesAnyOf' in condition) {
      const { includesAnyOf } = condition;
      return includesAnyOf.length > 0
        ? `EXISTS(SELECT VALUE x FROM x IN ${member} WHERE x IN (${list(includesAnyOf)}))`
        : 'false';
    }
    return every([
      ...(condition.atLeast === undefined ? [] : [`${member} >= ${bind(condition.atLeast)}`]),
      ...(condition.atMost === undefined ? [] : [`${member} <= ${bind(condition.atMost)}`]),
      ...(condition.below === undefined ? [] : [`${member} < ${bind(condition.below)}`]),
    ]);
  };
  const types = schemas.map(documentType);
  const key = column(keyMember);
  const conditions = [
    keys.length === 1 ? `${key} = ${bind(keys[0] ?? '')}` : `${key} IN (${list(keys)})`,
    types.length === 1 ? `c.type = ${bind(types[0] ?? '')}` : `c.type IN (${list(types)})`,
    ...(where ?? []).map(text),
    ...(after === undefined || orderBy === undefined
      ? []
      : [`${column(orderBy)} ${descending ? '<' : '>'} ${bind(after)}`]),
  ];
  const shown = [
    ...schemas.flatMap(({ shape }) => Object.keys(shape)),
    keyMember,
    '_etag',
    ...(orderBy === undefined ? [] : [orderBy]),
  ];
  const members = [...new Set(shown)].map(column).join(', ');
  return {
    query:
      `SELECT ${top === undefined ? '' : `TOP ${bind(top)} `}${members} FROM c WHERE ${conditions.join(' AND ')}` +
      (orderBy === undefined ? '' : ` ORDER BY ${column(orderBy)} ${descending ? 'DESC' : 'ASC'}`),
    parameters,
  };
}

/** The value of a schema's `type` literal. */
export function documentType(schema: DocumentSchema): string {
  const type: unknown = schema.shape['type'];
  const { values } = type as { values: Set<string> };
  const [value] = values;
  if (value === undefined) throw new Error('A stored document has a type literal.');
  return value;
}
