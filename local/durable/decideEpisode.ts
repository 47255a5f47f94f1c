import { randomUUID } from 'node:crypto';
import type { EpisodeEntry } from './applyEntry.ts';
import { eventOf } from './historyEvent.ts';
import type { HistoryEvent } from './historyEvent.ts';
import type { Instance } from './instance.ts';
import type { OrchestratorState } from './orchestratorState.ts';
import { NonDeterministicWorkflow, replayActions } from './replayActions.ts';
import type { Decision, Replay } from './replayActions.ts';

/** The largest custom status: 16 KB in UTF-16. */
const maxCustomStatusBytes = 16 * 1024;

/** An episode that has run: what the orchestrator was told on top of its history, and what it answered. */
export interface EpisodeRun {
  readonly instance: Instance;
  /** orchestratorStarted and the consumed part of the inbox. */
  readonly told: readonly HistoryEvent[];
  readonly at: string;
  /** Absent when the function failed without a state. */
  readonly state: OrchestratorState | undefined;
  /** Why there is no state. */
  readonly failure?: string;
  readonly activities: ReadonlySet<string>;
}

/** Judges what an orchestrator answered: the one change that has to be committed. */
export function decideEpisode(run: EpisodeRun): EpisodeEntry {
  const { instance, told, state } = run;
  const failed = (text: string) => ended(run, [], 'Failed', text, instance.customStatus);
  const prefix = `Orchestrator function '${instance.name}' failed: `;
  if (!state) return failed(prefix + (run.failure ?? 'unknown reason'));
  const statusBytes = 2 * JSON.stringify(state.customStatus).length;
  if (statusBytes > maxCustomStatusBytes) {
    const limit = 'The UTF-16 size of the JSON-serialized payload must not exceed 16 KB.';
    return failed(`${prefix}${limit} The current payload size is ${Math.floor(statusBytes / 1024)} KB.`);
  }
  let replay: Replay;
  try {
    replay = replayActions(state.actions, [...instance.history, ...told], run.activities);
  } catch (error) {
    const { message } = error as Error;
    return failed(error instanceof NonDeterministicWorkflow ? message : prefix + message);
  }
  const { customStatus } = state;
  if (replay.finished && state.isDone && replay.continueAsNew) {
    return continued(run, replay.continueAsNew.input, replay.carried, customStatus);
  }
  const scheduled = replay.decisions.map((decision) => decisionEvent(decision, run.at));
  // The cloud lets no orchestration end while a task is open.
  if (replay.finished && replay.open.size === 0) {
    if (state.error !== undefined) return ended(run, scheduled, 'Failed', prefix + state.error, customStatus);
    if (state.isDone) return ended(run, scheduled, 'Completed', state.output, customStatus);
    if (!replay.waiting) return failed(`${prefix}nothing is pending; in the cloud it would stay Running for ever.`);
  }
  return {
    ...episode(run, scheduled, customStatus),
    activities: replay.decisions
      .filter((decision) => decision.kind === 'activity')
      .map(({ taskId, name, data }) => ({ taskId, name, ...(data !== undefined && { data }) })),
    timers: replay.decisions
      .filter((decision) => decision.kind === 'timer' && replay.open.has(decision.taskId))
      .map((decision) => ({ taskId: decision.taskId, fireAt: decision.kind === 'timer' ? decision.fireAt : '' })),
    canceled: instance.timers.map(({ taskId }) => taskId).filter((taskId) => !replay.open.has(taskId)),
  };
}

/** The entry of an episode after which the instance goes on and nothing new is to be done. */
function episode({ instance, told, at }: EpisodeRun, scheduled: readonly HistoryEvent[], customStatus: unknown) {
  return {
    entry: 'episode',
    instanceId: instance.instanceId,
    at,
    consumed: told.length - 1,
    history: [...told, ...scheduled, eventOf('orchestratorCompleted', at)],
    activities: [],
    timers: [],
    canceled: [],
    status: 'Running',
    output: null,
    customStatus,
  } satisfies EpisodeEntry;
}

function ended(
  run: EpisodeRun,
  scheduled: readonly HistoryEvent[],
  status: 'Completed' | 'Failed',
  output: unknown,
  customStatus: unknown,
): EpisodeEntry {
  const completed = { ...eventOf('executionCompleted', run.at), OrchestrationStatus: status, Result: output } as const;
  const events = [...scheduled, { ...completed, FailureDetails: null }];
  return { ...episode(run, events, customStatus), status, output };
}

function continued(
  run: EpisodeRun,
  input: unknown,
  carried: readonly HistoryEvent[],
  customStatus: unknown,
): EpisodeEntry {
  // A string was turned into JSON text by the library already and is again by the cloud (measured).
  const text = input === undefined ? null : JSON.stringify(input);
  const next = { executionId: randomUUID().replaceAll('-', ''), input: text, carried };
  return { ...episode(run, [], customStatus), history: [], next };
}

function decisionEvent(decision: Decision, at: string): HistoryEvent {
  if (decision.kind === 'timer') return { ...eventOf('timerCreated', at, decision.taskId), FireAt: decision.fireAt };
  const task = eventOf('taskScheduled', at, decision.taskId);
  return { ...task, Name: decision.name, Version: '', Input: null, Tags: null, ParentTraceContext: null };
}
