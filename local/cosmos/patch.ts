import { CosmosError, unsupported } from './cosmosError.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** Of partial updates what one number needs: it is compared, and set. */
const conditionForm = /^from c where c\.([A-Za-z][A-Za-z0-9]*) = (\d+)$/;
const pathForm = /^\/[A-Za-z][A-Za-z0-9]*$/;

/**
 * Reads a partial update under a condition, as a batch carries it:
 * `{ "condition": "from c where c.n = 1", "operations": [{ "op": "set", "path": "/n", "value": 2 }] }`.
 * @returns what makes of a document the one after it; throws CosmosError 412 when the condition does not hold
 * @throws CosmosError 400 for whatever else there is to partial updates
 */
export function parsePatch(body: JsonObject | undefined): (document: JsonObject) => JsonObject {
  const { condition, operations, ...others } = body ?? {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw unsupported(`Patch with the member ${unknown}`);
  const [, member = '', value] = conditionForm.exec(typeof condition === 'string' ? condition : '') ?? [];
  if (value === undefined) throw unsupported(`Patch with the condition ${JSON.stringify(condition)}`);
  const [operation, second] = Array.isArray(operations) ? operations : [];
  const { op, path, value: next } = isJsonObject(operation) ? operation : {};
  const isSet = op === 'set' && typeof path === 'string' && pathForm.test(path) && typeof next === 'number';
  if (!isSet || second !== undefined) throw unsupported(`Patch with the operations ${JSON.stringify(operations)}`);
  return (document) => {
    if (document[member] === Number(value)) return { ...document, [path.slice(1)]: next };
    throw new CosmosError(412, 'Operation cannot be performed because one of the specified precondition is not met.');
  };
}
