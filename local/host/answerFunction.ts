import type { IncomingMessage } from 'node:http';

import type { RequestHead } from './checkRequestHead.ts';
import type { AppFunction, HttpFunction } from './describeApp.ts';
import { formatSetCookie } from './formatSetCookie.ts';
import type { HttpData, InputData, TypedData } from './functionsCoreTypes.ts';
import { invokeFunction } from './invokeFunction.ts';
import { readRequestBody } from './readRequestBody.ts';
import type { BodyLimits } from './readRequestBody.ts';
import { readRequestQuery } from './readRequestQuery.ts';
import type { HostResponse } from './sendResponse.ts';

/** Runs an HTTP function in buffered mode. Its errors go to `onError`; the client gets an empty 500. */
export async function answerFunction(
  one: HttpFunction & AppFunction,
  message: IncomingMessage,
  head: RequestHead,
  parameters: Readonly<Record<string, string>>,
  host: BodyLimits & {
    readonly extraInputs: (one: AppFunction) => InputData[];
    readonly onError: (functionName: string, error: unknown) => void;
  },
): Promise<HostResponse> {
  // A body without a length never reaches a function in buffered mode.
  const hasLength = message.headers['content-length'] !== undefined;
  const body = hasLength ? await readRequestBody(message, host) : Buffer.alloc(0);
  if (!body) return { status: 500, close: true };

  const nullable = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
  const http: HttpData = {
    method: head.method,
    url: `${head.origin}${head.path.escaped}${head.query === '' ? '' : `?${head.query.replaceAll('#', '%23')}`}`,
    nullableHeaders: nullable(head.headers),
    nullableQuery: readRequestQuery(head.query),
    nullableParams: nullable(parameters),
    ...(body.length > 0 && { body: { bytes: body } }),
  };
  try {
    const inputData = [{ name: one.triggerName, data: { http } }, ...host.extraInputs(one)];
    const { returnValue } = await invokeFunction(one, { inputData });
    return { ...toResponse(returnValue), functionName: one.metadata.name };
  } catch (error) {
    host.onError(one.metadata.name, error);
    return { status: 500 };
  }
}

function toResponse(returned: TypedData | null | undefined): HostResponse {
  const http = returned?.http;
  if (!http) return { status: 204 };
  const body = http.body?.bytes;
  const hasBody = body !== undefined && body.length > 0;
  if (http.enableContentNegotiation === true && hasBody) return { status: 406 };
  const headers: Record<string, string | string[]> = { ...http.headers };
  for (const [name, value] of Object.entries(http.headers ?? {})) {
    if (/[^\t\x20-\x7e]/.test(value)) throw new Error(`The value of the response header "${name}" is not ASCII.`);
  }
  const cookies = (http.cookies ?? []).map(formatSetCookie);
  const ownCookie = http.headers?.['set-cookie'];
  if (cookies.length > 0) headers['set-cookie'] = ownCookie === undefined ? cookies : [ownCookie, ...cookies];
  return { status: Number(http.statusCode), headers, ...(hasBody && { body }) };
}
