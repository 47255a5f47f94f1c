import type { RegisteredFunction } from './appRegistrations.ts';
import type { Binding, FunctionMetadata } from './functionsCoreTypes.ts';
import { parseNcrontab } from './parseNcrontab.ts';
import type { Schedule } from './parseNcrontab.ts';
import { parseRouteTemplate, routesOverlap } from './routeTemplate.ts';
import type { RouteTemplate } from './routeTemplate.ts';

export interface HttpFunction extends RegisteredFunction {
  readonly kind: 'http';
  /** As registered, without the prefix. */
  readonly route: string;
  /** With the prefix. */
  readonly template: RouteTemplate;
  /** In upper case. */
  readonly methods: ReadonlySet<string>;
}

export interface TimerFunction extends RegisteredFunction {
  readonly kind: 'timer';
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Missing: on for schedules of a minute and more. */
  readonly useMonitor: boolean | undefined;
}

interface DurableFunction extends RegisteredFunction {
  readonly kind: 'orchestration' | 'activity';
}

export type AppFunction = (HttpFunction | TimerFunction | DurableFunction) & { readonly triggerName: string };

const httpMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * What the host runs of the registered functions, in the order in which the real host matches routes: by name.
 *
 * @throws Error listing everything that this host does not support and everything that would break the real one.
 */
export function describeApp(registered: Iterable<RegisteredFunction>, routePrefix: string): AppFunction[] {
  const faults: string[] = [];
  const functions: AppFunction[] = [];
  for (const one of registered) {
    try {
      functions.push(describeFunction(one, routePrefix));
    } catch (error) {
      faults.push(`Function "${one.metadata.name}": ${(error as Error).message}.`);
    }
  }
  functions.sort((a, b) => compareOrdinally(a.metadata.name.toUpperCase(), b.metadata.name.toUpperCase()));
  faults.push(...findConflicts(functions.filter((one) => one.kind === 'http')));
  if (faults.length > 0) throw new Error(`The functions cannot be hosted:\n${faults.join('\n')}`);
  return functions;
}

function describeFunction(registered: RegisteredFunction, routePrefix: string): AppFunction {
  const { metadata } = registered;
  if (!/^[a-z][\w-]{0,127}$/i.test(metadata.name)) throw new Error('this is no valid function name');
  if (metadata.retryOptions !== undefined) throw new Error('a retry policy is not supported');
  const { triggerName, trigger } = readBindings(metadata);
  switch (trigger.type) {
    case 'httpTrigger':
      return { ...registered, ...readHttpTrigger(trigger, metadata.name, routePrefix), triggerName };
    case 'timerTrigger':
      return { ...registered, ...readTimerTrigger(trigger), triggerName };
    case 'orchestrationTrigger':
      return { ...registered, kind: 'orchestration', triggerName };
    case 'activityTrigger':
      return { ...registered, kind: 'activity', triggerName };
    default:
      throw new Error(`the trigger type "${trigger.type}" is not supported`);
  }
}

function readBindings({ bindings }: FunctionMetadata): { triggerName: string; trigger: Binding } {
  let found: { triggerName: string; trigger: Binding } | undefined;
  for (const [name, binding] of Object.entries(bindings)) {
    if (/trigger$/i.test(binding.type) && binding.direction === 'in') {
      if (found) throw new Error('there is more than one trigger');
      found = { triggerName: name, trigger: binding };
    } else if (!isSupportedBinding(name, binding)) {
      throw new Error(`the ${binding.direction}put binding type "${binding.type}" is not supported`);
    }
  }
  if (!found) throw new Error('there is no trigger');
  return found;
}

function isSupportedBinding(name: string, { type, direction }: Binding): boolean {
  return direction === 'in' ? type === 'durableClient' : type === 'http' && name === '$return';
}

function readHttpTrigger(trigger: Binding, name: string, routePrefix: string) {
  const route = typeof trigger['route'] === 'string' ? trigger['route'] : name;
  const methods = (Array.isArray(trigger['methods']) ? trigger['methods'] : []).map((one) => String(one).toUpperCase());
  const unknown = methods.filter((method) => !httpMethods.has(method));
  if (unknown.length > 0) throw new Error(`the method ${unknown.join(', ')} is not supported`);
  if (/^admin/i.test(route)) throw new Error(`route "${route}": conflicts with the built-in routes under admin`);
  const template = [...parseRouteTemplate(routePrefix), ...parseRouteTemplate(route)];
  return { kind: 'http', route, template, methods: new Set(methods) } as const;
}

function readTimerTrigger(trigger: Binding) {
  const { runOnStartup, useMonitor } = trigger;
  return {
    kind: 'timer',
    schedule: parseNcrontab(String(trigger['schedule'])),
    runOnStartup: runOnStartup === true,
    useMonitor: typeof useMonitor === 'boolean' ? useMonitor : undefined,
  } as const;
}

function findConflicts(functions: readonly HttpFunction[]): string[] {
  return functions.flatMap((a, index) =>
    functions.slice(index + 1).flatMap((b) => {
      const shared = [...a.methods].filter((method) => b.methods.has(method));
      if (shared.length === 0 || !routesOverlap(a.template, b.template)) return [];
      return [
        `Functions "${a.metadata.name}" (${a.route}) and "${b.metadata.name}" (${b.route}) can match the same ${shared.join(', ')} ` +
          `request: the real host would always take the first by name.`,
      ];
    }),
  );
}

function compareOrdinally(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
