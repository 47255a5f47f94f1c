/** Numbers of the history events, as the Durable Task Framework has them. */
export const eventType = {
  executionStarted: 0,
  executionCompleted: 1,
  executionTerminated: 3,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventRaised: 15,
} as const;

type Numbers = typeof eventType;

interface Event<Kind extends keyof Numbers> {
  readonly EventType: Numbers[Kind];
  /** The task id for taskScheduled and timerCreated, otherwise -1. */
  readonly EventId: number;
  readonly IsPlayed: boolean;
  /** RFC 3339 with milliseconds. */
  readonly Timestamp: string;
}

export interface ExecutionStarted extends Event<'executionStarted'> {
  readonly Name: string;
  readonly Version: '';
  /** JSON text. */
  readonly Input: string | null;
  readonly OrchestrationInstance: { readonly InstanceId: string; readonly ExecutionId: string };
  readonly ParentInstance: null;
  readonly Tags: null;
}

export interface TaskCompleted extends Event<'taskCompleted'> {
  readonly TaskScheduledId: number;
  /** JSON text. */
  readonly Result: string;
}

export interface TaskFailed extends Event<'taskFailed'> {
  readonly TaskScheduledId: number;
  readonly Reason: string;
  readonly Details: string;
  readonly FailureDetails: null;
}

export interface TimerFired extends Event<'timerFired'> {
  readonly TimerId: number;
  readonly FireAt: string;
}

export interface EventRaised extends Event<'eventRaised'> {
  readonly Name: string;
  /** JSON text. */
  readonly Input: string;
}

/** One event of an orchestration's history, in the shape that the `durable-functions` library reads. */
export type HistoryEvent =
  | ExecutionStarted
  | (Event<'executionCompleted'> & {
      readonly OrchestrationStatus: 'Completed' | 'Failed';
      readonly Result: unknown;
      readonly FailureDetails: null;
    })
  | (Event<'executionTerminated'> & { readonly Input: string })
  | (Event<'taskScheduled'> & {
      readonly Name: string;
      readonly Version: '';
      readonly Input: null;
      readonly Tags: null;
      readonly ParentTraceContext: null;
    })
  | TaskCompleted
  | TaskFailed
  | (Event<'timerCreated'> & { readonly FireAt: string })
  | TimerFired
  | Event<'orchestratorStarted'>
  | Event<'orchestratorCompleted'>
  | EventRaised;

/** The members that all events have: own id -1 unless given, not yet played. */
export function eventOf<Kind extends keyof Numbers>(kind: Kind, at: string, id = -1): Event<Kind> {
  return { EventType: eventType[kind], EventId: id, IsPlayed: false, Timestamp: at };
}

/** The event that every execution begins with. */
export function executionStarted(of: {
  name: string;
  instanceId: string;
  executionId: string;
  input: string | null;
  at: string;
}): ExecutionStarted {
  return {
    ...eventOf('executionStarted', of.at),
    Name: of.name,
    Version: '',
    Input: of.input,
    OrchestrationInstance: { InstanceId: of.instanceId, ExecutionId: of.executionId },
    ParentInstance: null,
    Tags: null,
  };
}
