import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What somebody far away says instead of what was asked of it; `hang`: nothing at all. */
export type GateAnswer = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'hang';

interface GateRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
}

/** The network between the product and another system: it passes requests on, and can be told to fail. */
export interface Gate {
  readonly origin: string;
  /** Those that came since this was last asked. */
  requests(): GateRequest[];
  /** The most requests that were on their way at once. */
  mostAtOnce(): number;
  /** The next requests get these answers, in this order, and are not passed on. */
  answerWith(...answers: GateAnswer[]): void;
  /** Every request gets this answer while something is done. */
  whileAnswering<Result>(answer: GateAnswer, act: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** @param passTo where requests go on to: asked when the first one comes, as it may not be known before */
export async function openGate(passTo: () => string): Promise<Gate> {
  const requests: GateRequest[] = [];
  let answers: GateAnswer[] = [];
  let always: GateAnswer | undefined;
  let [atOnce, mostAtOnce] = [0, 0];

  async function answerTo(incoming: IncomingMessage): Promise<{ status: number; headers: Headers; body: string }> {
    const { method = 'GET', url = '/', headers } = incoming;
    const authorization = headers.authorization ?? '';
    requests.push({ method, path: url, authorization });
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const said = always ?? answers.shift();
    if (said === 'hang') return new Promise(() => undefined);
    if (said) return { status: said.status, headers: new Headers(said.headers), body: '{}' };
    // Long enough that requests sent together are seen together.
    await wait(5);
    const response = await fetch(passTo() + url, {
      method,
      headers: {
        authorization,
        ...(headers['content-type'] === undefined ? {} : { 'content-type': headers['content-type'] }),
        ConsistencyLevel: 'eventual',
      },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    return { status: response.status, headers: new Headers(), body: await response.text() };
  }

  const server = createServer((incoming, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    void answerTo(incoming).then(({ status, headers, body }) => {
      atOnce--;
      response.writeHead(status, { 'content-type': 'application/json', ...Object.fromEntries(headers) }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests: () => requests.splice(0),
    mostAtOnce: () => mostAtOnce,
    answerWith: (...given) => void (answers = given),
    async whileAnswering(answer, act) {
      always = answer;
      try {
        return await act();
      } finally {
        always = undefined;
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
