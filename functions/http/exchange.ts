import type { HttpRequest } from '@azure/functions';
import type { BaseContext, WorkflowStart } from '../../shared/domain/operation.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import type { Services } from '../services.ts';
import type { Route } from './route.ts';

/** Starts a workflow; bound to the invocation, as Durable Functions hands out its client with it. */
export type StartWorkflow = (start: WorkflowStart) => Promise<void>;

/** A request of a caller who is known, and all that it takes to answer it. */
export interface Exchange {
  readonly route: Route;
  readonly services: Services;
  /** All of them: a change that waited is decided on again by its own. */
  readonly routes: readonly Route[];
  readonly request: HttpRequest;
  readonly url: URL;
  readonly requestId: string;
  readonly startWorkflow: StartWorkflow;
  /** When it must be answered, by `performance.now()`. */
  readonly deadline: number;
  readonly principal: Principal;
  readonly bytes: Buffer;
}

/** What an operation is given before anything is known of the caller. */
export async function baseContext(services: Services, request: HttpRequest, requestId: string): Promise<BaseContext> {
  const ifMatch = request.headers.get('if-match');
  return {
    store: services.store,
    directory: services.directory,
    now: services.clock.now(),
    requestId,
    ifMatch: ifMatch === null ? undefined : (await services.tags()).open(ifMatch),
    page: { top: 50, after: undefined },
    auditKeys: services.auditSigner ?? noKeys,
    operatorTenantId: services.config.OPERATOR_TENANT_ID,
  };
}

/** Where no key is configured nothing is sealed, and nothing that says it is can be trusted. */
const noKeys: BaseContext['auditKeys'] = { publicKey: () => Promise.resolve(undefined) };
