import type { IncomingMessage } from 'node:http';

/** What a body may be. */
export interface BodyLimits {
  readonly bodyLimitBytes: number;
  /** How long it may stand still, in milliseconds. */
  readonly bodyStallMs: number;
}

/** How much of a body that is too long is still taken off the wire, so that its sender gets to read the answer. */
const drainedBytes = 16 * 1024 * 1024;

/** Reads the body to its end. Undefined: it has more than `bodyLimitBytes`, stood still or broke off; the connection is to be closed. */
export async function readRequestBody(
  request: IncomingMessage,
  { bodyLimitBytes, bodyStallMs }: BodyLimits,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    const finish = (body: Buffer | undefined) => {
      clearTimeout(stalled);
      resolve(body);
    };
    const giveUp = () => {
      finish(undefined);
    };
    const stalled = setTimeout(giveUp, bodyStallMs);
    request.on('data', (chunk: Buffer) => {
      stalled.refresh();
      length += chunk.length;
      if (length <= bodyLimitBytes) chunks.push(chunk);
      if (length > bodyLimitBytes + drainedBytes) giveUp();
    });
    request.once('end', () => {
      finish(length > bodyLimitBytes ? undefined : Buffer.concat(chunks));
    });
    request.once('error', giveUp);
    request.once('close', giveUp);
  });
}
