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
      readonly entry: 'suspend' | 'resume' | 'terminate';
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
    case 'suspend':
    case 'resume':
    case 'terminate':
      applySteering(existing(entry.instanceId), entry);
      break;
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

function applySteering(
  instance: Instance,
  { entry, at, reason }: JournalEntry & { entry: 'suspend' | 'resume' | 'terminate' },
): void {
  instance.updatedAt = at;
  instance.output = entry === 'resume' ? null : reason;
  switch (entry) {
    case 'suspend':
      instance.status = 'Suspended';
      break;
    case 'resume':
      instance.status = instance.history.length > 0 ? 'Running' : 'Pending';
      break;
    case 'terminate':
      instance.status = 'Terminated';
      instance.history.push({ ...eventOf('executionTerminated', at), Input: reason });
      clearWork(instance);
      break;
  }
}

function applyEpisode(instance: Instance, entry: EpisodeEntry): void {
  instance.inbox.splice(0, entry.consumed);
  instance.customStatus = entry.customStatus;
  instance.updatedAt = entry.at;
  // A suspension that came while the episode ran stays.
  if (instance.status !== 'Suspended' || hasEnded(entry)) {
    instance.status = entry.status;
    instance.output = entry.output;
  }
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
