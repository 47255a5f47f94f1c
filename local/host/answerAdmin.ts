import type { RequestHead } from './checkRequestHead.ts';
import type { AppFunction } from './describeApp.ts';
import { hostVersion } from './functionsCore.ts';
import type { HostResponse } from './sendResponse.ts';

/** Answers what lies under `/admin`, without keys as Azure Functions Core Tools does. Undefined: there is no such address. */
export function answerAdmin(
  { method, path, headers, origin }: RequestHead,
  host: {
    readonly functions: readonly AppFunction[];
    readonly routePrefix: string;
    /** On performance.now()'s scale. */
    readonly startedAt: number;
    /** Runs a timer without waiting for it. */
    readonly triggerTimer: (name: string) => void;
  },
): HostResponse | undefined {
  const [area = '', name = '', ...rest] = path.decoded
    .toLowerCase()
    .replace(/^\/admin\//, '')
    .replace(/\/$/, '')
    .split('/');
  if (rest.length > 0) return undefined;
  const isRead = method === 'GET';
  if (area === 'warmup' && name === '' && isRead) return { status: 200 };
  if (area === 'host') {
    if (name === 'ping' && (isRead || method === 'POST')) return { status: 200 };
    if (name === 'status' && isRead) return json(describeHost(Math.round(performance.now() - host.startedAt)));
    return undefined;
  }
  if (area !== 'functions') return undefined;
  if (name === '') {
    return isRead ? json(host.functions.map((one) => describeFunction(one, origin, host.routePrefix))) : undefined;
  }
  const one = host.functions.find(({ metadata }) => metadata.name.toLowerCase() === name);
  if (!one) return undefined;
  if (isRead) return json(describeFunction(one, origin, host.routePrefix));
  if (method !== 'POST') return undefined;
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return { status: 415 };
  if (one.kind !== 'timer') {
    return json(
      { message: `Only timers can be triggered here; "${one.metadata.name}" is of the kind ${one.kind}.` },
      501,
    );
  }
  host.triggerTimer(one.metadata.name);
  return { status: 202 };
}

function describeHost(processUptime: number) {
  return {
    id: 'localhost',
    state: 'Running',
    version: hostVersion,
    versionDetails: hostVersion,
    platformVersion: '',
    instanceId: '',
    computerName: '',
    processUptime,
    functionAppContentEditingState: 'Unknown',
  };
}

function describeFunction(one: AppFunction, origin: string, routePrefix: string) {
  const { name, bindings } = one.metadata;
  const prefix = routePrefix === '' ? '' : `/${routePrefix}`;
  return {
    name,
    script_root_path_href: null,
    script_href: null,
    config_href: null,
    test_data_href: null,
    href: `${origin}/admin/functions/${name}`,
    invoke_url_template: one.kind === 'http' ? `${origin}${prefix}/${one.route}`.toLowerCase() : null,
    language: 'node',
    config: {
      name,
      bindings: Object.entries(bindings).map(([bindingName, binding]) => ({ ...binding, name: bindingName })),
    },
    files: null,
    test_data: null,
    isDisabled: false,
    isDirect: true,
    isProxy: false,
  };
}

function json(value: unknown, status = 200): HostResponse {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}
