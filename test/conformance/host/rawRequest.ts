import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

export interface RawResponse {
  readonly status: number;
  /** In the order sent, names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Sends these very bytes and reads the answer until the server closes the connection: no client normalises anything. */
export async function rawRequest(origin: string, bytes: string | Buffer): Promise<RawResponse> {
  const received = await new Promise<string>((resolve, reject) => {
    const { protocol, hostname, port } = new URL(origin);
    const isSecure = protocol === 'https:';
    const to = { host: hostname, port: Number(port) || (isSecure ? 443 : 80) };
    const socket = isSecure ? connectSecurely({ ...to, servername: hostname }) : connect(to);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
    socket.on('error', reject);
    socket.write(bytes);
  });
  const end = received.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = received.slice(0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const body = received.slice(end + 4);
  const isChunked = headers.some(([name, value]) => name === 'transfer-encoding' && value === 'chunked');
  return { status: Number(statusLine.split(' ')[1]), headers, body: isChunked ? unchunk(body) : body };
}

/** A request that asks for the connection to be closed behind the answer. */
export function rawText(origin: string, line: string, headers: readonly string[] = [], body = ''): string {
  return [`${line} HTTP/1.1`, `Host: ${new URL(origin).host}`, 'Connection: close', ...headers, '', body].join('\r\n');
}

function unchunk(text: string): string {
  let body = '';
  for (let at = 0; ;) {
    const lineEnd = text.indexOf('\r\n', at);
    const length = parseInt(text.slice(at, lineEnd), 16);
    if (!(length > 0)) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + length);
    at = lineEnd + 2 + length + 2;
  }
}
