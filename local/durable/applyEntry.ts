import { eventOf, eventType, executionStarted } from './historyEvent.ts';
import type { EventRaised, HistoryEvent, TaskCompleted, TaskFailed, TimerFired } from './historyEvent.ts';
import { hasEnded } from './instance.ts';
import type { ActivityRow, Instance, RuntimeStatus, TimerRow } from './instance.ts';

/** What one episode of an orchestrator decided: committed whole or not at all. */
export interface EpisodeEntry {
  readonly entry: 'episode';
  readonly instanceId: string;
  readonly at: string;
  /** How many messages of the inbox the episode has seen. */
  readonly consumed: number;
  /** What the history grows by. */
  readonly history: readonly HistoryEvent[];
  readonly activities: readonly ActivityRow[];
  readonly timers: readonly TimerRow[];
  /** Task ids of timers that no longer matter. */
  readonly canceled: readonly number[];
  readonly status: RuntimeStatus;
  readonly output: unknown;
  readonly customStatus: unknown;
  /** Set by continueAsNew: the history starts again, and these messages were not for the old execution. */
  readonly next?: {
    readonly executionId: string;
    readonly input: string | null;
    readonly carried: readonly HistoryEvent[];
  };
}

/** One committed change. The state of the engine is what the entries so far make of nothing. */
export type JournalEntry =
  | { readonly entry: 'instance'; readonly instance: Instance }
  | {
      readonly entry: 'start';
      readonly instanceId: string;
      readonly at: string;
      readonly name: string;
      readonly executionId: string;
      readonly input: string | null;
    }
  | { readonly entry: 'raise'; readonly instanceId: string; readonly at: string; readonly event: EventRaised }
  | EpisodeEntry
  | {
      readonly entry: 'taskEnded';
      readonly instanceId: string;
      readonly taskId: number;
      readonly event: TaskCompleted | TaskFailed | TimerFired;
    }
  | {
      readonly entry: 'terminate';
      readonly instanceId: string;
      readonly at: string;
      readonly reason: string;
    }
  | { readonly entry: 'purge'; readonly instanceId: string };

/** Changes the instances by one entry. The same for a change that happens and for one read from the journal. */
export function applyEntry(instances: Map<string, Instance>, entry: JournalEntry): void {
  const existing = (instanceId: string) => {
    const instance = instances.get(instanceId);
    if (!instance) throw new Error(`The Durable journal speaks of '${instanceId}', which it never started.`);
    return instance;
  };
  switch (entry.entry) {
    case 'instance':
      instances.set(entry.instance.instanceId, entry.instance);
      break;
    case 'start':
      instances.set(entry.instanceId, newInstance(entry));
      break;
    case 'purge':
      instances.delete(entry.instanceId);
      break;
    case 'episode':
      applyEpisode(existing(entry.instanceId), entry);
      break;
    case 'raise': {
      const instance = existing(entry.instanceId);
      instance.inbox.push(entry.event);
      instance.updatedAt = entry.at;
      break;
    }
    case 'taskEnded': {
      const instance = existing(entry.instanceId);
      instance.activities = instance.activities.filter(({ taskId }) => taskId !== entry.taskId);
      instance.timers = instance.timers.filter(({ taskId }) => taskId !== entry.taskId);
      instance.inbox.push(entry.event);
      break;
    }
    case 'terminate': {
      const instance = existing(entry.instanceId);
      instance.updatedAt = entry.at;
      instance.output = entry.reason;
      instance.status = 'Terminated';
      instance.history.push({ ...eventOf('executionTerminated', entry.at), Input: entry.reason });
      clearWork(instance);
      break;
    }
  }
}

function newInstance({ instanceId, name, executionId, input, at }: JournalEntry & { entry: 'start' }): Instance {
  return {
    instanceId,
    name,
    executionId,
    status: 'Pending',
    input,
    output: null,
    customStatus: null,
    createdAt: at,
    updatedAt: at,
    history: [],
    inbox: [executionStarted({ name, instanceId, executionId, input, at })],
    activities: [],
    timers: [],
  };
}

function applyEpisode(instance: Instance, entry: EpisodeEntry): void {
  instance.inbox.splice(0, entry.consumed);
  instance.customStatus = entry.customStatus;
  instance.updatedAt = entry.at;
  instance.status = entry.status;
  instance.output = entry.output;
  if (entry.next) {
    const { executionId, input, carried } = entry.next;
    const { instanceId, name } = instance;
    const unseen = instance.inbox.filter(({ EventType }) => EventType === eventType.eventRaised);
    clearWork(instance);
    instance.executionId = executionId;
    instance.input = input;
    instance.history = [];
    instance.inbox = [executionStarted({ name, instanceId, executionId, input, at: entry.at }), ...carried, ...unseen];
    return;
  }
  instance.history.push(...entry.history);
  if (hasEnded(entry)) {
    clearWork(instance);
    return;
  }
  instance.activities.push(...entry.activities);
  instance.timers = [...instance.timers.filter(({ taskId }) => !entry.canceled.includes(taskId)), ...entry.timers];
}

function clearWork(instance: Instance): void {
  instance.inbox = [];
  instance.activities = [];
  instance.timers = [];
}
