import { memberChanges } from '../auditEvents/memberChanges.ts';
import { notify } from '../notifications/notification.ts';
import type { Change } from '../operation.ts';
import { changeRequestRecord, type ChangeRequest, type ChangeRequestOutput } from './changeRequest.ts';
import { changeRequestOutput } from './changeRequestOutput.ts';

/** Keeps a change, and has the customer told that it waits (R61). */
export function holdBackChange(request: ChangeRequest, now: Date): Change<ChangeRequestOutput> {
  const { kind, change } = request;
  return {
    answer: changeRequestOutput(request, now),
    writes: [{ create: request }, notify('changeWaiting', now)],
    records: [changeRequestRecord(request, memberChanges(undefined, { kind, change }), 'Create')],
  };
}
