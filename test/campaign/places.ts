import { workflowSteps, type WorkflowKind } from '../../shared/domain/workflows/workflow.ts';

/** Where the process is to die: at a point of a step, or at a moment that is aimed at by the clock. */
export type Place = { readonly orchestration: WorkflowKind; readonly step: string; readonly at: string } | 'anywhere';

/** Every step of a workflow, before its effect, after it and after its checkpoint; and anywhere, as not all is in steps. */
export const placesOf = (orchestration: WorkflowKind): Place[] => [
  ...workflowSteps[orchestration].flatMap((step) =>
    ['beforeEffect', 'afterEffect', 'afterCheckpoint'].map((at) => ({ orchestration, step, at })),
  ),
  'anywhere',
];

export const nameOf = (kind: string, place: Place) =>
  place === 'anywhere' ? `${kind} anywhere` : `${kind} ${place.step} ${place.at}`;
