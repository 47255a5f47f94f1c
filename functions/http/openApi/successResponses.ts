import type { z } from 'zod';
import { textType } from '../answer.ts';
import { ChangeRequestOutput } from '../../../shared/domain/changeRequests/changeRequest.ts';
import { mayWait, takesKey, type Route } from '../route.ts';
import { schemaReference } from './exampleOf.ts';

const header = (name: string) => ({ $ref: `#/components/headers/${name}` });

/** The answers of success of a route by status; `outputOf` names what it answers. */
export function successResponses(route: Route, outputOf: (output: z.ZodType) => string): Record<string, object> {
  const name = route.output && outputOf(route.output);
  const common = { 'x-request-id': header('RequestId') };
  if (route.kind === 'list') {
    return { 200: { description: 'One page of the list.', headers: common, content: json([`${name ?? ''}List`]) } };
  }
  const types = route.produces === undefined ? undefined : [textType(route.produces)];
  const responses = new Map<number, object>();
  const replayed = takesKey(route) ? { 'Idempotency-Replayed': header('IdempotencyReplayed') } : {};
  for (const status of new Set([route.status, ...route.statuses])) {
    const bodies = status === 204 || name === undefined ? [] : [name];
    // A dry run is answered 200 whatever the change itself would be answered.
    const mayBeDryRun = status === 200 && route.kind === 'mutation';
    if (mayBeDryRun) bodies.push('DryRun');
    responses.set(status, {
      description: descriptions[status] ?? 'Done.',
      headers: {
        ...common,
        ...(hasETag(route.output) && status !== 204 ? { ETag: header(mayBeDryRun ? 'ETagOfChange' : 'ETag') } : {}),
        ...replayed,
        ...(route.kind === 'parts' && types ? { Link: header('Link') } : {}),
        ...(status === 202
          ? { 'Operation-Location': header('OperationLocation'), 'Retry-After': header('RetryAfter') }
          : {}),
      },
      ...(bodies.length > 0 ? { content: json(bodies, types) } : {}),
    });
  }
  if (mayWait(route)) {
    responses.set(202, {
      description: 'Kept until the customer has approved it.',
      headers: { ...common, ETag: header('ETag'), Location: header('Location'), ...replayed },
      content: json([outputOf(ChangeRequestOutput)]),
    });
  }
  if (route.kind === 'mutation' && !responses.has(200)) {
    responses.set(200, { description: 'What a dry run found.', headers: common, content: json(['DryRun']) });
  }
  return Object.fromEntries(responses);
}

const descriptions: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Begun: a workflow goes on with it.',
  204: 'Done; nothing to tell.',
};

/** A body of one of these schemas, with the example of each. */
export function json(names: readonly string[], types = ['application/json']) {
  const references = names.map(schemaReference);
  const schema = references.length === 1 ? references[0] : { anyOf: references };
  const examples = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }]));
  return Object.fromEntries(types.map((type) => [type, { schema, examples }]));
}

const hasETag = (output: z.ZodType | undefined) =>
  output !== undefined && 'shape' in output && 'etag' in (output.shape as object);
