const text = { type: 'string' } as const;

/** Parameters that many operations take. */
export const parameters = {
  Top: {
    name: 'top',
    in: 'query',
    description: 'Most rows of a page.',
    schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
  Continuation: {
    name: 'continuation',
    in: 'query',
    description: 'From `nextLink` or the `Link` header; good for 24 hours, for the same caller and query.',
    schema: { type: 'string', maxLength: 4096 },
  },
  DryRun: {
    name: 'dryRun',
    in: 'query',
    description: 'All checks, no change: the answer tells what would change.',
    schema: { type: 'boolean', default: false },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'The same request under the same key is done once in 24 hours, and answered again.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The `ETag` that was read: a change of something that has changed since is refused.',
    schema: text,
  },
  IfMatchRequired: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The `ETag` that was read: a change of something that has changed since is refused.',
    schema: text,
  },
  RequestId: {
    name: 'x-request-id',
    in: 'header',
    description: 'Taken over, so that this request can be found in the log.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$' },
  },
} as const;

/** Headers of answers. Those that are required are in every answer that names them. */
export const headers = {
  RequestId: { description: 'Finds the request in the log.', required: true, schema: text },
  ETag: { description: 'The version of the resource, for `If-Match`.', required: true, schema: text },
  ETagOfChange: { description: 'The new version of the resource; not in a dry run.', schema: text },
  Link: { description: 'The next part, as `<address>; rel="next"`; the last one has none.', schema: text },
  OperationLocation: {
    description: 'Where the status of the workflow is.',
    required: true,
    schema: { type: 'string', format: 'uri' },
  },
  Location: {
    description: "The partner's address of the change request.",
    required: true,
    schema: { type: 'string', format: 'uri' },
  },
  RetryAfter: {
    description: 'After how many seconds to ask again.',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  },
  IdempotencyReplayed: {
    description: 'Present when this is the stored answer of an earlier request.',
    schema: { type: 'string', const: 'true' },
  },
  Authenticate: { description: 'Nothing about why.', required: true, schema: text },
} as const;
