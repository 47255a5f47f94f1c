import type { HistoryEvent } from './historyEvent.ts';

export type RuntimeStatus = 'Pending' | 'Running' | 'Completed' | 'Failed' | 'Terminated';

/** An activity that is scheduled and not known to have ended. */
export interface ActivityRow {
  readonly taskId: number;
  readonly name: string;
  /** The input as JSON text; absent for none. */
  readonly data?: string;
}

/** A timer that has not fired. */
export interface TimerRow {
  readonly taskId: number;
  readonly fireAt: string;
}

/** One orchestration instance: all that the engine knows of it, and all that the journal has to give back. */
export interface Instance {
  readonly instanceId: string;
  readonly name: string;
  /** New with each start and each continueAsNew: what belongs to an older one is dropped. */
  executionId: string;
  status: RuntimeStatus;
  /** JSON text. */
  input: string | null;
  output: unknown;
  customStatus: unknown;
  readonly createdAt: string;
  updatedAt: string;
  /** What the orchestrator has been told. */
  history: HistoryEvent[];
  /** What it has yet to be told, oldest first. */
  inbox: HistoryEvent[];
  activities: ActivityRow[];
  timers: TimerRow[];
}

/** Whether the instance has ended: nothing but a new start changes it then. */
export function hasEnded({ status }: Pick<Instance, 'status'>): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Terminated';
}
