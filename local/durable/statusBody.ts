import { eventType } from './historyEvent.ts';
import type { HistoryEvent } from './historyEvent.ts';
import type { Instance } from './instance.ts';

export interface StatusOptions {
  readonly showInput: boolean;
  readonly showHistory: boolean;
  readonly showHistoryOutput: boolean;
}

/** The status of an instance as the public interface tells it. Times have seconds, no fractions. */
export function statusBody(instance: Instance, { showInput, showHistory, showHistoryOutput }: StatusOptions) {
  return {
    name: instance.name,
    instanceId: instance.instanceId,
    runtimeStatus: instance.status,
    input: showInput ? parsed(instance.input) : null,
    customStatus: instance.customStatus,
    output: instance.output,
    createdTime: seconds(instance.createdAt),
    lastUpdatedTime: seconds(instance.updatedAt),
    ...(showHistory && { historyEvents: historyEvents(instance.history, showHistoryOutput) }),
  };
}

/** The history for people: types as text, a task's start merged into its end, no episode marks. */
function historyEvents(history: readonly HistoryEvent[], showOutput: boolean): object[] {
  const names = Object.fromEntries(
    Object.entries(eventType).map(([name, type]) => [type, name.charAt(0).toUpperCase() + name.slice(1)]),
  );
  const scheduled = new Map<number, { name: string; at: string }>();
  const ended = new Set<number>();
  for (const event of history) {
    if (event.EventType === eventType.taskScheduled)
      scheduled.set(event.EventId, { name: event.Name, at: event.Timestamp });
    if (event.EventType === eventType.timerCreated) scheduled.set(event.EventId, { name: '', at: event.Timestamp });
    if (event.EventType === eventType.timerFired) ended.add(event.TimerId);
    if (event.EventType === eventType.taskCompleted || event.EventType === eventType.taskFailed) {
      ended.add(event.TaskScheduledId);
    }
  }
  const scheduledTime = (taskId: number) => offset(scheduled.get(taskId)?.at ?? '');
  return history.flatMap((event): object[] => {
    const told = { EventType: names[event.EventType], Timestamp: event.Timestamp };
    switch (event.EventType) {
      case eventType.orchestratorStarted:
      case eventType.orchestratorCompleted:
        return [];
      case eventType.executionStarted:
        return [{ ...told, FunctionName: event.Name, Input: parsed(event.Input) }];
      case eventType.taskScheduled:
        return ended.has(event.EventId) ? [] : [{ ...told, FunctionName: event.Name, Input: null }];
      case eventType.timerCreated:
        return ended.has(event.EventId) ? [] : [{ ...told, FireAt: event.FireAt }];
      case eventType.taskCompleted:
      case eventType.taskFailed: {
        const task = {
          ScheduledTime: scheduledTime(event.TaskScheduledId),
          FunctionName: scheduled.get(event.TaskScheduledId)?.name,
          Input: null,
        };
        if (event.EventType === eventType.taskFailed) {
          return [{ ...told, Reason: event.Reason, Details: event.Details, FailureDetails: null, ...task }];
        }
        return [{ ...told, ...(showOutput && { Result: parsed(event.Result) }), ...task }];
      }
      case eventType.timerFired:
        return [{ ...told, FireAt: event.FireAt, ScheduledTime: scheduledTime(event.TimerId) }];
      case eventType.eventRaised:
        return [{ ...told, Name: event.Name, Input: parsed(event.Input) }];
      case eventType.executionCompleted: {
        const { OrchestrationStatus, Result } = event;
        return [{ ...told, OrchestrationStatus, ...(showOutput && { Result }), FailureDetails: null }];
      }
      case eventType.executionTerminated:
        return [{ ...told, Input: event.Input }];
    }
  });
}

const parsed = (json: string | null): unknown => (json === null ? null : JSON.parse(json));
const seconds = (time: string) => `${time.slice(0, 19)}Z`;
const offset = (time: string) => time.replace('Z', '+00:00');
