import { z } from 'zod';

const text = z.string().min(1);
const reference = z.strictObject({ $ref: z.string().regex(/^#\/components\/\w+\/[\w.-]+$/) });
const schema = z.record(text, z.unknown());
const examples = z.record(text, reference);
const header = z.strictObject({ description: text, required: z.boolean().optional(), schema });
const componentName = z.string().regex(/^[A-Za-z0-9._-]+$/);

const parameter = z.union([
  reference,
  z
    .strictObject({
      name: text,
      in: z.enum(['path', 'query', 'header']),
      required: z.boolean().optional(),
      description: text.optional(),
      schema,
      style: z.literal('form').optional(),
      explode: z.literal(false).optional(),
      example: z.unknown().optional(),
    })
    .refine((one) => one.in !== 'path' || one.required === true, 'a path parameter is required'),
]);

const response = z.strictObject({
  description: text,
  headers: z.record(text, reference),
  content: z.record(text, z.strictObject({ schema, examples })).optional(),
});

const problem = z.strictObject({
  description: text,
  headers: z.record(text, reference),
  content: z.strictObject({ 'application/problem+json': z.strictObject({ schema, example: z.unknown() }) }),
});

const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  summary: text,
  description: text,
  tags: z.array(text).length(1),
  security: z.array(z.never()).optional(),
  parameters: z
    .array(parameter)
    .refine((all) => new Set(all.map((one) => JSON.stringify(one))).size === all.length, 'a parameter comes twice'),
  requestBody: z
    .strictObject({ required: z.literal(true), content: z.record(text, z.strictObject({ schema, examples })) })
    .optional(),
  responses: z.record(z.string().regex(/^[2-5]\d\d$/), z.union([reference, response])),
});
export type Operation = z.output<typeof operation>;

const pathItem = z.strictObject({
  get: operation.optional(),
  post: operation.optional(),
  put: operation.optional(),
  patch: operation.optional(),
  delete: operation.optional(),
});

/** The objects of OpenAPI 3.1 that the document is made of, and no member that OpenAPI does not have there. */
export const OpenApiStructure = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: text, version: text, description: text }),
  servers: z.array(z.strictObject({ url: text })).min(1),
  security: z.array(z.record(text, z.array(z.string()))),
  tags: z.array(z.strictObject({ name: text, description: text })),
  paths: z.record(z.string().regex(/^\/[A-Za-z0-9{}/.]+$/), pathItem),
  components: z.strictObject({
    schemas: z.record(componentName, schema),
    examples: z.record(componentName, z.strictObject({ value: z.unknown() })),
    responses: z.record(componentName, problem),
    parameters: z.record(componentName, parameter),
    headers: z.record(componentName, header),
    securitySchemes: z.record(
      componentName,
      z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer'), bearerFormat: text, description: text }),
    ),
  }),
});
export type Structure = z.output<typeof OpenApiStructure>;
