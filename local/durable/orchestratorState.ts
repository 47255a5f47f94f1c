/** Numbers of the actions that an orchestrator's state may hold (`ActionType` of the library). */
export const actionType = {
  callActivity: 0,
  callActivityWithRetry: 1,
  continueAsNew: 4,
  createTimer: 5,
  waitForExternalEvent: 6,
  whenAny: 11,
  whenAll: 12,
} as const;

interface RetryOptions {
  readonly firstRetryIntervalInMilliseconds: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient?: number;
  readonly maxRetryIntervalInMilliseconds?: number;
  readonly retryTimeoutInMilliseconds?: number;
}

/** One thing an orchestrator asked for since its start. */
export type Action =
  | { readonly actionType: 0; readonly functionName: string; readonly input?: unknown }
  | {
      readonly actionType: 1;
      readonly functionName: string;
      readonly input?: unknown;
      readonly retryOptions: RetryOptions;
    }
  | { readonly actionType: 4; readonly input?: unknown }
  | { readonly actionType: 5; readonly fireAt: string; readonly isCanceled: boolean }
  | { readonly actionType: 6; readonly externalEventName: string }
  | { readonly actionType: 11 | 12; readonly compoundActions: readonly Action[] };

/** What one run of an orchestrator function came to. */
export interface OrchestratorState {
  readonly isDone: boolean;
  /** All actions since the start of the execution, not only new ones. */
  readonly actions: readonly Action[];
  readonly output: unknown;
  readonly customStatus: unknown;
  readonly error?: string;
}

const marker = '\n\n$OutOfProcData$:';

/**
 * Reads the state that an orchestrator function returned.
 *
 * @throws Error when the library speaks another version of the protocol.
 */
export function readOrchestratorState(json: string): OrchestratorState {
  const state = JSON.parse(json) as Partial<OrchestratorState> & { actions?: Action[][]; schemaVersion?: number };
  const actions = state.actions?.[0];
  if (state.schemaVersion !== 3 || !actions || state.actions?.length !== 1) {
    throw new Error(
      `The local Durable engine speaks schema version 3 only, not ${state.schemaVersion ?? 'an older one'}.`,
    );
  }
  return {
    isDone: state.isDone === true,
    actions,
    output: state.output ?? null,
    customStatus: state.customStatus ?? null,
    ...(state.error && { error: state.error }),
  };
}

/** Reads the state that travels in the message of the error an orchestrator function threw; undefined when there is none. */
export function readThrownState(error: Error): OrchestratorState | undefined {
  const at = error.message.lastIndexOf(marker);
  if (at < 0) return undefined;
  const state = readOrchestratorState(error.message.slice(at + marker.length));
  // In the cloud such an orchestration stays Running for ever; here it fails, so that the mistake shows.
  return state.error
    ? state
    : { ...state, error: 'It threw something that is no Error, or an Error without a message.' };
}
