import type { HistoryEvent } from './historyEvent.ts';
import type { Instance } from './instance.ts';

/** The JSON text of the orchestrationTrigger binding, as extension 3.15 sends it with the Azure Storage provider. */
export function triggerPayload(instance: Instance, told: readonly HistoryEvent[]): string {
  return JSON.stringify({
    history: [...instance.history.map((event) => ({ ...event, IsPlayed: true })), ...told],
    input: instance.input === null ? null : (JSON.parse(instance.input) as unknown),
    instanceId: instance.instanceId,
    isReplaying: instance.history.length > 0,
    parentInstanceId: null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: '3.00:00:00',
    maximumShortTimerDuration: '6.00:00:00',
    // Misspelt so by the extension.
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  });
}
