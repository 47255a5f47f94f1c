import type { AppFunction } from './describeApp.ts';
import type { DurableApp } from './durableEngine.ts';
import type { InputData, TypedData } from './functionsCoreTypes.ts';
import { invokeFunction } from './invokeFunction.ts';

/** The app's durable functions, as the Durable engine runs them. */
export function createDurableApp(
  functions: readonly AppFunction[],
  host: {
    readonly extraInputs: (one: AppFunction) => InputData[];
    readonly onError: (functionName: string, error: unknown) => void;
  },
): DurableApp {
  const namesOf = (kind: AppFunction['kind']) =>
    functions.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);
  const run = async (
    kind: AppFunction['kind'],
    name: string,
    data: TypedData | null,
    triggerMetadata?: Record<string, TypedData>,
  ) => {
    const one = functions.find(
      (other) => other.kind === kind && other.metadata.name.toLowerCase() === name.toLowerCase(),
    );
    if (!one) throw new Error(`There is no ${kind} "${name}".`);
    const inputData = [{ name: one.triggerName, data }, ...host.extraInputs(one)];
    const metadata = { ...triggerMetadata, ...(data && { [one.triggerName]: data }) };
    try {
      return (await invokeFunction(one, { inputData, triggerMetadata: metadata })).returnValue;
    } catch (error) {
      host.onError(name, error);
      throw error;
    }
  };

  return {
    orchestrators: namesOf('orchestration'),
    activities: namesOf('activity'),
    runOrchestrator: async (name, triggerPayload) => {
      const returned = await run('orchestration', name, { string: triggerPayload });
      const state = returned?.string ?? returned?.json;
      if (state === undefined) throw new Error(`The orchestrator "${name}" returned no state.`);
      return state;
    },
    runActivity: async (name, { instanceId, data }) => {
      const input = toActivityInput(data);
      const returned = await run('activity', name, input, {
        instanceId: { string: JSON.stringify(instanceId) },
        ...(input && { data: input }),
        ...membersOf(data),
      });
      return fromActivityResult(name, returned);
    },
  };
}

/** The real extension hands booleans over as .NET spells them. */
function toActivityInput(data: string | undefined): TypedData | null {
  if (data === undefined || data === 'null') return null;
  if (data === 'true') return { string: 'True' };
  if (data === 'false') return { string: 'False' };
  return { string: data };
}

/** The members of an object input, which the real extension puts into the trigger's metadata one by one. */
function membersOf(data: string | undefined): Record<string, TypedData> {
  const value: unknown = data === undefined ? undefined : JSON.parse(data);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, { json: JSON.stringify(member) }]));
}

const largestInt64 = 9223372036854775807n;

function fromActivityResult(name: string, returned: TypedData | null | undefined): unknown {
  if (!returned) return null;
  if (returned.bytes) throw new Error(`The activity "${name}" returned bytes; this host carries JSON values only.`);
  if (returned.json !== undefined) return JSON.parse(returned.json) as unknown;
  if (returned.int !== undefined) return Math.max(-Number(largestInt64), Math.min(Number(largestInt64), returned.int));
  return returned.string ?? returned.double ?? null;
}
