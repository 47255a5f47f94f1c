import { z } from 'zod';
import { Guid } from '../ids.ts';
import { RelationshipState } from '../relationships/relationship.ts';
import { Person } from '../roles.ts';
import type { Write } from '../store.ts';

/** The workflows and their steps, in order. What touches two tenants' partitions is a step of one of these. */
export const workflowSteps = {
  acceptInvitation: ['activateRelationship', 'pointToCustomer'],
  endRelationship: ['revokeAccess', 'cancelChangeRequests', 'removePointers', 'completeTermination'],
} as const;

export type WorkflowKind = keyof typeof workflowSteps;
export type WorkflowStep = (typeof workflowSteps)[WorkflowKind][number];

const Status = z.enum(['notStarted', 'running', 'succeeded', 'failed']);

const members = {
  id: z.string(),
  kind: z.enum(['acceptInvitation', 'endRelationship']),
  status: Status,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  steps: z.array(z.object({ name: z.string(), status: Status })),
  result: z.object({ customerId: Guid, partnerId: Guid, state: RelationshipState }).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
};

/** The status of a workflow: ids, states and times, nothing of a tenant's. The API calls it an operation. */
export const Workflow = z.object({
  ...members,
  type: z.literal('operation'),
  customerId: Guid,
  partnerId: Guid,
  invitationId: z.string(),
  startedBy: Person,
  /** Counts up when the repair starts it again; part of the orchestration's instance id. */
  attempt: z.number().int(),
});
export type Workflow = z.output<typeof Workflow>;

export const WorkflowOutput = z.object(members);
export type WorkflowOutput = z.output<typeof WorkflowOutput>;

const keptSeconds = 30 * 24 * 60 * 60;

/** A workflow that has not begun. */
export function newWorkflow(
  of: Pick<Workflow, 'id' | 'kind' | 'customerId' | 'partnerId' | 'invitationId' | 'startedBy'>,
  now: Date,
): Workflow {
  return {
    ...of,
    type: 'operation',
    status: 'notStarted',
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    steps: workflowSteps[of.kind].map((name) => ({ name, status: 'notStarted' })),
    attempt: 1,
  };
}

export const createWorkflow = (workflow: Workflow): Write => ({ create: workflow, ttlSeconds: keptSeconds });

export const replaceWorkflow = (workflow: Workflow & { _etag: string }, now: Date): Write => ({
  replace: { ...workflow, updatedAt: now.toISOString() },
  ttlSeconds: keptSeconds,
});

/** The durable instance of a workflow's current attempt. */
export const instanceId = ({ id, attempt }: Pick<Workflow, 'id' | 'attempt'>) => `${id}-${attempt}`;
