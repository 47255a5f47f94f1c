import { eventType } from './historyEvent.ts';
import type { EventRaised, HistoryEvent } from './historyEvent.ts';
import { actionType } from './orchestratorState.ts';
import type { Action } from './orchestratorState.ts';

/** Something new that an orchestrator asked for, under its task id. */
export type Decision =
  | { readonly kind: 'activity'; readonly taskId: number; readonly name: string; readonly data: string | undefined }
  | { readonly kind: 'timer'; readonly taskId: number; readonly fireAt: string };

/** Where an execution stands after its history. */
export interface Replay {
  /** What the history does not know yet, in the order of the task ids. */
  readonly decisions: readonly Decision[];
  /** Task ids of activities and timers that have not ended and were not canceled. */
  readonly open: ReadonlySet<number>;
  /** Whether every action was carried out and, where the shim waits for it, ended. */
  readonly finished: boolean;
  /** Whether an external event is waited for. */
  readonly waiting: boolean;
  readonly continueAsNew?: { readonly input: unknown };
  /** Events that came after continueAsNew: they are for the next execution. */
  readonly carried: readonly EventRaised[];
}

/** The orchestrator did something else than its history says. */
export class NonDeterministicWorkflow extends Error {
  override readonly name = 'NonDeterministicWorkflow';
}

const dayMs = 86_400_000;
const longestShortTimerMs = 6 * dayMs;
const longTimerLegMs = 3 * dayMs;

type Ended = (failed: boolean) => void;

/**
 * Carries out the actions of an orchestrator against its history, as the extension's out-of-process shim does: one action after
 * the other, each awaited, all continuations at once. The library never sends the ids of its tasks; both sides count, so what
 * takes an id here must take it in the same order there. `known` are the activities of the app.
 *
 * @throws NonDeterministicWorkflow, or Error for an action that is refused.
 */
export function replayActions(
  actions: readonly Action[],
  history: readonly HistoryEvent[],
  known: ReadonlySet<string>,
): Replay {
  const open = new Map<number, Ended>();
  const unconfirmed = new Map<number, Decision>();
  // A later wait for the same name gets the event first (measured); events nobody waits for queue up.
  const waits = new Map<string, (() => void)[]>();
  const buffered = new Map<string, number>();
  const carried: EventRaised[] = [];
  let nextTaskId = 0;
  let nowMs = 0;
  let finished = false;
  let continueAsNew: { input: unknown } | undefined;

  const startTimer = (fireAtMs: number, isCanceled: boolean, ended: Ended) => {
    const taskId = nextTaskId++;
    unconfirmed.set(taskId, { kind: 'timer', taskId, fireAt: new Date(fireAtMs).toISOString() });
    // A canceled timer has ended before it began: a WhenAny around it is through at once.
    if (isCanceled) ended(true);
    else open.set(taskId, ended);
  };
  const createTimer = (fireAtMs: number, isCanceled: boolean, ended: Ended) => {
    if (fireAtMs - nowMs <= longestShortTimerMs) {
      startTimer(fireAtMs, isCanceled, ended);
      return;
    }
    const leg = () => {
      startTimer(Math.min(fireAtMs, nowMs + longTimerLegMs), isCanceled, (failed) => {
        if (failed || nowMs >= fireAtMs) ended(failed);
        else leg();
      });
    };
    leg();
  };
  const callActivity = (name: string, input: unknown, ended: Ended) => {
    if (!known.has(name)) throw new Error(unknownFunction(name, 'activity', known));
    const taskId = nextTaskId++;
    unconfirmed.set(taskId, { kind: 'activity', taskId, name, data: activityData(input) });
    open.set(taskId, ended);
  };
  const callWithRetry = (action: Action & { actionType: 1 }, ended: Ended) => {
    const { functionName, input, retryOptions: options } = action;
    if (options.retryTimeoutInMilliseconds != null) {
      throw new Error(
        'retryTimeoutInMilliseconds is refused: once it has passed, the orchestration hangs for ever in the cloud.',
      );
    }
    if (options.maxNumberOfAttempts < 1) throw new Error('maxNumberOfAttempts must be at least 1.');
    const attempt = (count: number) => {
      callActivity(functionName, input, (failed) => {
        if (!failed) {
          ended(false);
          return;
        }
        const isLast = count === options.maxNumberOfAttempts;
        const delayMs = Math.min(
          options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (count - 1),
          options.maxRetryIntervalInMilliseconds ?? Infinity,
        );
        // After the last attempt comes one more timer, which fires at once: the library waits for it.
        startTimer(nowMs + (isLast ? 0 : delayMs), false, () => {
          if (isLast) ended(true);
          else attempt(count + 1);
        });
      });
    };
    attempt(1);
  };
  const waitForEvent = (name: string, ended: Ended) => {
    const count = buffered.get(name) ?? 0;
    if (count > 0) {
      buffered.set(name, count - 1);
      ended(false);
    } else {
      waits.set(name, [...(waits.get(name) ?? []), () => ended(false)]);
    }
  };
  const invokeAll = (children: readonly Action[], needed: number, ended: Ended) => {
    // The parent goes on only after every child has begun.
    let missing = needed + 1;
    const count = () => {
      if (--missing === 0) ended(false);
    };
    for (const child of children) invoke(child, count);
    count();
  };
  const invoke = (action: Action, ended: Ended): void => {
    switch (action.actionType) {
      case actionType.callActivity:
        callActivity(action.functionName, action.input, ended);
        return;
      case actionType.callActivityWithRetry:
        callWithRetry(action, ended);
        return;
      case actionType.createTimer:
        createTimer(Date.parse(action.fireAt), action.isCanceled, ended);
        return;
      case actionType.waitForExternalEvent:
        waitForEvent(action.externalEventName, ended);
        return;
      case actionType.whenAll:
        invokeAll(action.compoundActions, action.compoundActions.length, ended);
        return;
      case actionType.whenAny:
        invokeAll(action.compoundActions, 1, ended);
        return;
      case actionType.continueAsNew:
        continueAsNew = { input: action.input };
        ended(false);
        return;
      default:
        throw new Error(`The local Durable engine does not support ${refusedAction((action as Action).actionType)}.`);
    }
  };
  const runFrom = (index: number): void => {
    const action = actions[index];
    if (action) invoke(action, () => runFrom(index + 1));
    else finished = true;
  };
  const end = (taskId: number, failed: boolean) => {
    const ended = open.get(taskId);
    open.delete(taskId);
    ended?.(failed);
  };

  for (const event of history) {
    switch (event.EventType) {
      case eventType.orchestratorStarted:
        nowMs = Date.parse(event.Timestamp);
        break;
      case eventType.executionStarted:
        runFrom(0);
        break;
      case eventType.taskScheduled:
        confirmTask(event.EventId, event.Name, unconfirmed);
        break;
      case eventType.timerCreated:
        confirmTimer(event.EventId, unconfirmed);
        break;
      case eventType.taskCompleted:
        end(event.TaskScheduledId, false);
        break;
      case eventType.taskFailed:
        end(event.TaskScheduledId, true);
        break;
      case eventType.timerFired:
        end(event.TimerId, false);
        break;
      case eventType.eventRaised: {
        if (continueAsNew) {
          carried.push(event);
          break;
        }
        const wait = waits.get(event.Name)?.pop();
        if (wait) wait();
        else buffered.set(event.Name, (buffered.get(event.Name) ?? 0) + 1);
        break;
      }
      case eventType.executionCompleted:
      case eventType.executionTerminated:
      case eventType.orchestratorCompleted:
        break;
    }
  }
  return {
    decisions: [...unconfirmed.values()].sort((a, b) => a.taskId - b.taskId),
    open: new Set(open.keys()),
    finished,
    waiting: [...waits.values()].some(({ length }) => length > 0),
    ...(continueAsNew && { continueAsNew }),
    carried,
  };
}

/** What the cloud says of a name that no function has. */
export function unknownFunction(name: string, kind: 'activity' | 'orchestrator', known: Iterable<string>): string {
  const names = [...known].map((one) => `'${one}'`).join(', ');
  return (
    `The function '${name}' doesn't exist, is disabled, or is not an ${kind} function. ` +
    `Additional info: The following are the known ${kind} functions: ${names}.`
  );
}

/** The input as the activity gets it: booleans arrive as text, as in the cloud; null is no input. */
function activityData(input: unknown): string | undefined {
  if (input === undefined || input === null) return undefined;
  if (typeof input === 'boolean') return input ? '"True"' : '"False"';
  // The library has turned a string into JSON text already.
  return typeof input === 'string' ? input : JSON.stringify(input);
}

function refusedAction(type: number): string {
  const names: Record<number, string> = {
    2: 'sub-orchestrations (CallSubOrchestrator)',
    3: 'sub-orchestrations (CallSubOrchestratorWithRetry)',
    7: 'entities (CallEntity)',
    8: 'CallHttp',
    9: 'entities (SignalEntity)',
    13: 'locks (LockEntities)',
    14: 'locks (ReleaseEntities)',
  };
  return names[type] ?? `actions of the type ${type}`;
}

const wasChanged = 'Was a change made to the orchestrator code after this instance had already started running?';

function confirmTask(taskId: number, name: string, unconfirmed: Map<number, Decision>): void {
  const decision = unconfirmed.get(taskId);
  const before =
    'Non-Deterministic workflow detected: A previous execution of this orchestration scheduled an activity task with sequence';
  if (!decision) {
    throw new NonDeterministicWorkflow(
      `${before} ID ${taskId} and name '${name}' (version ''), but the current replay execution hasn't (yet?) scheduled this task. ${wasChanged}`,
    );
  }
  if (decision.kind !== 'activity') {
    throw new NonDeterministicWorkflow(
      `${before} number ${taskId} named '${name}', but the current orchestration replay instead produced a ` +
        `CreateTimerOrchestratorAction action with this sequence number. ${wasChanged}`,
    );
  }
  if (decision.name !== name) {
    throw new NonDeterministicWorkflow(
      `${before} number ${taskId} named '${name}', but the current orchestration replay instead scheduled an activity ` +
        `task named '${decision.name}' with this sequence number.  ${wasChanged}`,
    );
  }
  unconfirmed.delete(taskId);
}

function confirmTimer(taskId: number, unconfirmed: Map<number, Decision>): void {
  const decision = unconfirmed.get(taskId);
  const before = `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled a timer task with sequence number ${taskId}`;
  if (!decision) {
    throw new NonDeterministicWorkflow(
      `${before} but the current replay execution hasn't (yet?) scheduled this task. ${wasChanged}`,
    );
  }
  if (decision.kind !== 'timer') {
    throw new NonDeterministicWorkflow(
      `${before} named but the current orchestration replay instead produced a ScheduleTaskOrchestratorAction action ` +
        `with this sequence number. ${wasChanged}`,
    );
  }
  unconfirmed.delete(taskId);
}
