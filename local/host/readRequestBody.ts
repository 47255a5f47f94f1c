import type { IncomingMessage } from 'node:http';

/** Kestrel gives up on a body that stands still for this long (its minimum data rate). */
const stallMs = 5000;
/** How much of a body that is too long is still taken off the wire, so that its sender gets to read the answer. */
const drainedBytes = 16 * 1024 * 1024;

/** Reads the body to its end. Undefined: it has more than `limitBytes`, stood still or broke off; the connection is to be closed. */
export async function readRequestBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
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
    const stalled = setTimeout(giveUp, stallMs);
    request.on('data', (chunk: Buffer) => {
      stalled.refresh();
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
      if (length > limitBytes + drainedBytes) giveUp();
    });
    request.once('end', () => {
      finish(length > limitBytes ? undefined : Buffer.concat(chunks));
    });
    request.once('error', giveUp);
    request.once('close', giveUp);
  });
}
