import type { z } from 'zod';
import { Permission } from '../../../shared/domain/permissions.ts';
import { takesKey, type Audience, type Requirement, type Route } from '../route.ts';
import { exampleOf } from './exampleOf.ts';
import { exampleText } from './exampleTexts.ts';
import { parameterSchema, type NamedSchemas } from './namedSchemas.ts';
import { memberText } from './memberTexts.ts';
import { problemResponses } from './problemResponses.ts';
import { json, successResponses } from './successResponses.ts';
import { thingOf } from './things.ts';

/** One operation of the document. Responses that several routes share are put into `responses` and referred to. */
export function operationObject(route: Route, names: NamedSchemas, responses: Map<string, object>): object {
  const { name, summary, audience, body, method } = route;
  const types = ['application/json', ...(method === 'PATCH' ? ['application/merge-patch+json'] : [])];
  return {
    operationId: name,
    summary,
    description: whoMay(route),
    tags: [thingOf(route.path)],
    ...(audience === 'anonymous' ? { security: [] } : {}),
    parameters: parametersOf(route),
    ...(body ? { requestBody: { required: true, content: json([names.bodyOf(body)], types) } } : {}),
    responses: { ...successResponses(route, names.outputOf), ...problemResponses(route, responses) },
  };
}

const required: Readonly<Record<Exclude<Requirement, Permission>, string>> = {
  anyone: 'anyone of them',
  anyRole: 'anyone with a role or tenant role',
  administrator: 'Global Administrators and Managed Service Administrators',
  manager: 'Global Administrators, Managed Service Administrators and Tenant managers',
  primaryAdmin: 'Primary admins at this customer',
  delegatesAdmins:
    'Global Administrators, Managed Service Administrators, Tenant managers, and who has `roles.modify` at this customer',
  seesAdmins:
    'Global Administrators, Managed Service Administrators, Tenant managers, and who has `roles.view` at this customer',
  seesCustomer: 'Global Administrators, Managed Service Administrators, Tenant managers, and who has a role there',
};

const audiences: Readonly<Record<Audience, string>> = {
  anonymous: 'Without a token',
  operator: 'The operator, with an app role',
  monitor: 'The monitoring application of the operator, with its app role',
  everyone: 'People of a registered tenant, or of the operator',
  customer: 'People of the tenant',
  partner: 'People of the partner',
  invited: 'People of the partner that was invited',
  customerOfPartner: 'People of a partner of this customer',
};

function whoMay({ audience, may }: Route): string {
  const permission = Permission.safeParse(may);
  const who = permission.success
    ? `with the permission \`${permission.data}\``
    : required[may as Exclude<Requirement, Permission>];
  return `${audiences[audience]}: ${who}.`;
}

function parametersOf(route: Route): object[] {
  const shared = [
    ...(route.kind === 'list' ? ['Top'] : []),
    ...(route.kind === 'list' || route.kind === 'parts' ? ['Continuation'] : []),
    ...(route.kind === 'mutation' ? ['DryRun'] : []),
    ...(takesKey(route) ? ['IdempotencyKey'] : []),
    ...(route.kind === 'mutation' && route.method !== 'POST'
      ? [route.versionRequired ? 'IfMatchRequired' : 'IfMatch']
      : []),
    'RequestId',
  ];
  return [
    ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => pathParameter(name)),
    ...Object.entries(route.query?.shape ?? {}).map(([name, schema]) => queryParameter(name, schema as z.ZodType)),
    ...shared.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function pathParameter(name: string) {
  return {
    name,
    in: 'path',
    required: true,
    description: memberText(name),
    schema: { type: 'string' },
    example: exampleText(name),
  };
}

function queryParameter(name: string, schema: z.ZodType) {
  const { description = '', ...rest } = parameterSchema(schema);
  const meaning = [memberText(name), description].filter(Boolean).join(' ');
  return {
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    description: meaning,
    ...(rest.type === 'array' ? { style: 'form', explode: false } : {}),
    schema: rest,
    example: exampleOf(rest, name, noReferences),
  };
}

const noReferences = () => {
  throw new Error('A parameter refers to no schema.');
};
