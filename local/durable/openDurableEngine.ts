import type { LocalClock } from '../clock/localClock.ts';
import type { DurableApp, DurableEngine } from '../host/durableEngine.ts';
import { openJournal } from '../journal/openJournal.ts';
import { answerRequest } from './answerRequest.ts';
import { applyEntry } from './applyEntry.ts';
import type { JournalEntry } from './applyEntry.ts';
import { durableJournal } from './durableJournal.ts';
import { createWorkQueue } from './createWorkQueue.ts';
import { decideEpisode } from './decideEpisode.ts';
import { eventOf, eventType } from './historyEvent.ts';
import type { HistoryEvent, TaskCompleted, TaskFailed } from './historyEvent.ts';
import { hasEnded } from './instance.ts';
import type { ActivityRow, Instance, TimerRow } from './instance.ts';
import { clientBinding } from './managementUrls.ts';
import { openAlarms } from './openAlarms.ts';
import { readOrchestratorState, readThrownState } from './orchestratorState.ts';
import type { OrchestratorState } from './orchestratorState.ts';
import { unknownFunction } from './replayActions.ts';
import { triggerPayload } from './triggerPayload.ts';

/** Where an activity is in its life; a process that dies at one of these points shows what has to be repeated. */
export interface ActivityStep {
  readonly orchestration: string;
  readonly instanceId: string;
  readonly activity: string;
  /** Before it runs, after it ran, and after its result is durable. */
  readonly at: 'beforeEffect' | 'afterEffect' | 'afterCheckpoint';
}

export interface DurableEngineOptions {
  /** The journal that the instances are kept in; in memory without one. */
  readonly file?: string | undefined;
  readonly clock: LocalClock;
  readonly log?: (line: string) => void;
  /** Is waited for at each point. */
  readonly onStep?: (step: ActivityStep) => void | Promise<void>;
}

/** How many activities, and how many episodes, run at a time. */
const concurrency = 20;

/**
 * A Durable Functions engine for one machine, for the unmodified `durable-functions` 3.5 library. An activity runs at least once:
 * one that was in progress when the process died runs again. What is not supported is refused by name (local/README.md).
 */
export function openDurableEngine({ file, clock, log, onStep }: DurableEngineOptions): DurableEngine & {
  /** Resolves when no episode and no activity runs or is due. Open timers and waits for events do not count. */
  idle(): Promise<void>;
} {
  const instances = new Map<string, Instance>();
  const journal = openJournal({
    file,
    kind: durableJournal,
    replay: (entry) => applyEntry(instances, entry),
    snapshot: () => Iterator.from(instances.values()).map((instance) => ({ entry: 'instance', instance }) as const),
  });
  const onDefect = (error: unknown) =>
    log?.(`durable: defect: ${error instanceof Error ? error.stack : String(error)}`);
  const episodes = createWorkQueue(concurrency, onDefect);
  const activities = createWorkQueue(concurrency, onDefect);
  const alarms = openAlarms(clock);
  const inEpisode = new Set<string>();
  let app: DurableApp | undefined;
  let stopListening: (() => void) | undefined;

  const commit = (entry: JournalEntry) => {
    applyEntry(instances, entry);
    return journal.append(entry);
  };
  const now = () => clock.now().toISOString();

  const idle = async () => {
    while (episodes.isBusy || activities.isBusy) {
      await episodes.idle();
      await activities.idle();
    }
  };

  /** Begins an episode when there is something to tell and none is in progress. */
  const kick = (instanceId: string) => {
    const instance = instances.get(instanceId);
    if (!instance || inEpisode.has(instanceId) || instance.inbox.length === 0 || hasEnded(instance)) return;
    inEpisode.add(instanceId);
    episodes.add(async () => {
      try {
        await runEpisode(instance);
      } finally {
        inEpisode.delete(instanceId);
      }
      kick(instanceId);
    });
  };

  const runEpisode = async (instance: Instance) => {
    const { instanceId, executionId, name } = instance;
    const at = episodeTime(instance, now());
    const told: HistoryEvent[] = [eventOf('orchestratorStarted', at), ...instance.inbox];
    const answer = await runOrchestrator(required(app), name, triggerPayload(instance, told));
    // Terminated, or started again, in the meantime: nobody needs the answer.
    if (instances.get(instanceId) !== instance || instance.executionId !== executionId || hasEnded(instance)) return;
    const entry = decideEpisode({ instance, told, at, activities: new Set(app?.activities), ...answer });
    await commit(entry);
    if (entry.status === 'Failed') log?.(`durable: ${name} '${instanceId}' failed: ${String(entry.output)}`);
    // A termination may have come while the commit was written.
    if (instance.executionId !== executionId || hasEnded(instance)) return;
    for (const row of entry.activities) runActivity(instance, row);
    for (const row of entry.timers) setTimer(instance, row);
  };

  const runActivity = (instance: Instance, row: ActivityRow) => {
    const { instanceId, executionId, name: orchestration } = instance;
    const { taskId, name: activity } = row;
    const isWanted = () =>
      instances.get(instanceId) === instance &&
      instance.executionId === executionId &&
      instance.activities.some((open) => open.taskId === taskId);
    const step = async (at: ActivityStep['at']) => onStep?.({ orchestration, instanceId, activity, at });
    activities.add(async () => {
      if (!isWanted()) return;
      await step('beforeEffect');
      const event = await activityOutcome(required(app), instanceId, row, now);
      await step('afterEffect');
      if (!isWanted()) return;
      await commit({ entry: 'taskEnded', instanceId, taskId, event });
      await step('afterCheckpoint');
      kick(instanceId);
    });
  };

  const setTimer = (instance: Instance, { taskId, fireAt }: TimerRow) => {
    const { instanceId, executionId } = instance;
    alarms.set(`${executionId}/${taskId}`, Date.parse(fireAt), () => {
      episodes.add(async () => {
        const isWanted = instance.executionId === executionId && instance.timers.some((open) => open.taskId === taskId);
        if (!isWanted || instances.get(instanceId) !== instance) return;
        const event = { ...eventOf('timerFired', now()), TimerId: taskId, FireAt: fireAt };
        await commit({ entry: 'taskEnded', instanceId, taskId, event });
        kick(instanceId);
      });
    });
  };

  return {
    start(given) {
      if (app) throw new Error('The Durable engine runs already.');
      app = given;
      stopListening = clock.onAdvance(() => {
        alarms.ringDue();
        return idle();
      });
      for (const instance of instances.values()) {
        for (const row of instance.activities) runActivity(instance, row);
        for (const row of instance.timers) setTimer(instance, row);
        kick(instance.instanceId);
      }
    },
    async handle(request) {
      if (!app) return { status: 503 };
      return answerRequest(request, {
        instances,
        async commit(entry) {
          await commit(entry);
          if ('instanceId' in entry) kick(entry.instanceId);
        },
        flushed: () => journal.flushed(),
        now,
      });
    },
    clientBinding,
    idle,
    async stop() {
      stopListening?.();
      alarms.close();
      await Promise.all([episodes.close(), activities.close()]);
      app = undefined;
      await journal.close();
    },
  };
}

/** Time must not run backwards in a history, and a timer that has fired must be due, even if the clock was set back between two runs. */
function episodeTime({ history, inbox }: Instance, now: string): string {
  const times = [now, history.at(-1)?.Timestamp ?? '', ...inbox.map(({ Timestamp }) => Timestamp)];
  for (const event of inbox) if (event.EventType === eventType.timerFired) times.push(event.FireAt);
  return times.reduce((latest, time) => (time > latest ? time : latest));
}

async function runOrchestrator(
  app: DurableApp,
  name: string,
  payload: string,
): Promise<{ state: OrchestratorState | undefined; failure?: string }> {
  if (!app.orchestrators.includes(name)) {
    return { state: undefined, failure: unknownFunction(name, 'orchestrator', app.orchestrators) };
  }
  try {
    return { state: readOrchestratorState(await app.runOrchestrator(name, payload)) };
  } catch (error) {
    const thrown = error instanceof Error ? error : new Error(String(error));
    try {
      const state = readThrownState(thrown);
      return state ? { state } : { state, failure: thrown.message };
    } catch (unreadable) {
      return { state: undefined, failure: (unreadable as Error).message };
    }
  }
}

async function activityOutcome(
  app: DurableApp,
  instanceId: string,
  { taskId, name, data }: ActivityRow,
  now: () => string,
): Promise<TaskCompleted | TaskFailed> {
  try {
    const result: unknown = await app.runActivity(name, { instanceId, data });
    return { ...eventOf('taskCompleted', now()), TaskScheduledId: taskId, Result: JSON.stringify(result ?? null) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      ...eventOf('taskFailed', now()),
      TaskScheduledId: taskId,
      // Two spaces, as the cloud has them; its details hold a stack and paths besides.
      Reason: `Activity function '${name}' failed:  ${message}`,
      Details: JSON.stringify({ $type: 'System.Exception, System.Private.CoreLib', Message: message }),
      FailureDetails: null,
    };
  }
}

function required(app: DurableApp | undefined): DurableApp {
  if (!app) throw new Error('The Durable engine does not run.');
  return app;
}
