import type { Body, Caller } from './caller.ts';

type Made = Body & { readonly id: string };

/** Records an issue with these rooms. */
export async function ticket(
  by: Caller,
  roomIds: readonly string[],
  { base = '/customer', ...members }: { base?: string; [member: string]: unknown } = {},
): Promise<Made> {
  const issue = { title: 'It hums', description: 'Since noon.', roomIds, highImpact: false, ...members };
  const { status, text, body } = await by.post(`${base}/tickets`, issue);
  if (status !== 201) throw new Error(`There is no ticket: ${status} ${text}`);
  return body as Made;
}
