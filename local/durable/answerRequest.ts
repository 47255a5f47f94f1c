import { randomUUID } from 'node:crypto';
import type { DurableRequest, DurableResponse } from '../host/durableEngine.ts';
import type { JournalEntry } from './applyEntry.ts';
import { eventOf } from './historyEvent.ts';
import { hasEnded } from './instance.ts';
import type { Instance } from './instance.ts';
import { managementUrls, rpcPath, webhookPath } from './managementUrls.ts';
import { statusBody } from './statusBody.ts';

/** What the interface needs of the engine. */
export interface Hub {
  readonly instances: ReadonlyMap<string, Instance>;
  /** Changes the instances at once; resolves when the change is durable and work that follows from it has begun. */
  commit(entry: JournalEntry): Promise<void>;
  /** Resolves when all that can be seen is durable. */
  flushed(): Promise<void>;
  now(): string;
}

/** Answers one request to the Durable HTTP interface, public or rpc, as the extension does. */
export async function answerRequest(request: DurableRequest, hub: Hub): Promise<DurableResponse> {
  const path = request.path.toLowerCase();
  const base = [webhookPath, rpcPath].find((prefix) => path.startsWith(`${prefix}/`));
  if (base === undefined) return { status: 404 };
  let segments: string[];
  try {
    segments = request.path
      .slice(base.length + 1)
      .split('/')
      .map(decodeURIComponent);
  } catch {
    return { status: 400 };
  }
  const [area, first = '', operation, eventName, ...rest] = segments;
  if (area === 'entities') return refused('Entities');
  if (rest.length > 0) return { status: 404 };
  if (area === 'orchestrators' && request.method === 'POST' && first !== '' && eventName === undefined) {
    return startInstance(request, hub, first, operation ?? '', base === rpcPath);
  }
  if (area !== 'instances') return { status: 404 };
  if (first === '' && operation === undefined) return refused('Lists of instances');
  const instance = hub.instances.get(first);
  if (!instance) {
    await hub.flushed();
    return { status: 404 };
  }
  if (operation === undefined) return answerInstance(request, hub, instance);
  if (request.method !== 'POST') return { status: 404 };
  if (operation === 'raiseEvent' && eventName) return raiseEvent(request, hub, instance, eventName);
  if (eventName !== undefined) return { status: 404 };
  return steer(request, hub, instance, operation);
}

async function startInstance(
  { body, query, origin }: DurableRequest,
  hub: Hub,
  name: string,
  givenId: string,
  isRpc: boolean,
): Promise<DurableResponse> {
  if (query.has('version')) return refused('Versions of orchestrators');
  if (query.has('timeout')) return refused('Start and wait');
  const input = readJson(body);
  if (input.isBad) return badJson();
  const instanceId = givenId === '' ? newId() : givenId;
  if (/[/\\#?\u0000-\u001f\u007f-\u009f]/.test(instanceId)) {
    return json(400, { Message: `The instance id '${instanceId}' has characters that are not allowed.` });
  }
  const existing = hub.instances.get(instanceId);
  if (existing && !hasEnded(existing)) {
    const { status } = existing;
    await hub.flushed();
    return json(409, { Message: `An Orchestration instance with the status ${status} already exists.` });
  }
  await hub.commit({
    entry: 'start',
    instanceId,
    at: hub.now(),
    name,
    executionId: newId(),
    // The rpc client sends no body for no input, and the orchestrator then gets an empty text (measured).
    input: input.text ?? (isRpc ? '""' : null),
  });
  const links = managementUrls(origin, instanceId);
  return json(202, links, { Location: links.statusQueryGetUri, 'Retry-After': '10' });
}

async function answerInstance(request: DurableRequest, hub: Hub, instance: Instance): Promise<DurableResponse> {
  const { instanceId } = instance;
  if (request.method === 'DELETE') {
    if (!hasEnded(instance)) {
      return {
        status: 412,
        body: `The instance '${instanceId}' is ${instance.status}: only one that has ended is purged.`,
      };
    }
    await hub.commit({ entry: 'purge', instanceId });
    return json(200, { instancesDeleted: 1 });
  }
  if (request.method !== 'GET') return { status: 404 };
  const answer = statusBody(instance, statusOptions(request));
  const location = managementUrls(request.origin, instanceId).statusQueryGetUri;
  const isOver = hasEnded(instance);
  await hub.flushed();
  return isOver ? json(200, answer) : json(202, answer, { Location: location, 'Retry-After': '5' });
}

async function raiseEvent(
  { headers, body }: DurableRequest,
  hub: Hub,
  instance: Instance,
  name: string,
): Promise<DurableResponse> {
  if (!headers['content-type']?.startsWith('application/json')) {
    return json(400, { Message: 'Only application/json request content is supported' });
  }
  const data = readJson(body);
  if (data.isBad || data.text === undefined) return badJson();
  if (hasEnded(instance)) return gone(hub);
  const at = hub.now();
  const event = { ...eventOf('eventRaised', at), Name: name, Input: data.text };
  await hub.commit({ entry: 'raise', instanceId: instance.instanceId, at, event });
  return { status: 202 };
}

async function steer(
  { query }: DurableRequest,
  hub: Hub,
  instance: Instance,
  operation: string,
): Promise<DurableResponse> {
  if (['restart', 'rewind', 'suspend', 'resume'].includes(operation)) return refused(`The operation ${operation}`);
  if (operation !== 'terminate') return { status: 404 };
  if (hasEnded(instance)) return gone(hub);
  const { instanceId } = instance;
  await hub.commit({ entry: 'terminate', instanceId, at: hub.now(), reason: query.get('reason') ?? '' });
  return { status: 202 };
}

const newId = () => randomUUID().replaceAll('-', '');

function statusOptions({ query }: DurableRequest) {
  const is = (name: string) => query.get(name)?.toLowerCase() === 'true';
  return {
    showInput: query.get('showInput')?.toLowerCase() !== 'false',
    showHistory: is('showHistory'),
    showHistoryOutput: is('showHistoryOutput'),
  };
}

/** The body as JSON text without needless space; no text for an empty body. */
function readJson(body: Buffer): { text?: string; isBad?: true } {
  if (body.length === 0) return {};
  try {
    return { text: JSON.stringify(JSON.parse(body.toString('utf8'))) };
  } catch {
    return { isBad: true };
  }
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): DurableResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

const badJson = () => json(400, { Message: 'Invalid JSON content' });
// Plain text: the client makes it the message of its error.
const refused = (what: string) => ({ status: 501, body: `${what}: the local Durable engine does not support this.` });

async function gone(hub: Hub): Promise<DurableResponse> {
  await hub.flushed();
  return { status: 410 };
}
