import { app, type HttpRequest, type InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { sealAuditEvents } from '../shared/domain/auditSeals/sealAuditEvents.ts';
import { deliverNotifications } from '../shared/domain/notifications/deliverNotifications.ts';
import { repairTenants } from '../shared/domain/repair/repairTenants.ts';
import { runStep } from '../shared/domain/workflows/runStep.ts';
import { workflowSteps, type WorkflowKind } from '../shared/domain/workflows/workflow.ts';
import { serve } from './http/serve.ts';
import type { Route } from './http/route.ts';
import { repairWorkflows } from './orchestrations/repairWorkflows.ts';
import { runSteps, type WorkflowInput } from './orchestrations/runStepsOrchestration.ts';
import { startWorkflow } from './orchestrations/startWorkflow.ts';
import type { Services } from './services.ts';

const durableClient = df.input.durableClient();

/** Registers everything that the outside can trigger. Every route goes through `serve`: none is without its guard. */
export function register(services: Services, routes: readonly Route[]): void {
  for (const route of routes) registerRoute({ services, routes }, route);
  for (const kind of Object.keys(workflowSteps) as WorkflowKind[]) registerWorkflow(services, kind);
  registerDelivery(services);
  registerSealing(services);
  app.timer('repairWorkflows', {
    schedule: '*/20 * * * * *',
    extraInputs: [durableClient],
    handler: async (_timer, invocation) => {
      const { found, started } = await repairWorkflows(services, invocation);
      if (found > 0) invocation.log(JSON.stringify({ event: 'repairWorkflows', found, started }));
    },
  });
  registerRepair(services);
}

function registerRepair({ store, clock, config, report, measure }: Services): void {
  const context = { store, clock, report, operatorTenantId: config.OPERATOR_TENANT_ID };
  app.timer('repairTenants', {
    schedule: '5 */5 * * * *',
    handler: async (_timer, invocation) => {
      const { looked, corrected } = await repairTenants(context);
      for (const [kind, count] of corrected) measure('repair.corrected', count, { kind });
      invocation.log(JSON.stringify({ event: 'repairTenants', looked, ...Object.fromEntries(corrected) }));
    },
  });
}

function registerDelivery({ mailer, store, addressBook, clock, config, report }: Services): void {
  if (!mailer) return;
  const delivery = { mailer, store, addressBook, clock, report, operatorTenantId: config.OPERATOR_TENANT_ID };
  app.timer('deliverNotifications', {
    schedule: '10,30,50 * * * * *',
    handler: async (_timer, invocation) => {
      const { delivered, failed } = await deliverNotifications(delivery);
      if (delivered + failed > 0) invocation.log(JSON.stringify({ event: 'deliverNotifications', delivered, failed }));
    },
  });
}

function registerSealing({ auditSigner: signer, store, clock, config, report }: Services): void {
  if (!signer) return;
  const sealing = { signer, store, clock, report, operatorTenantId: config.OPERATOR_TENANT_ID };
  app.timer('sealAuditEvents', {
    schedule: '0 * * * * *',
    handler: async (_timer, invocation) => {
      const { seals, behind } = await sealAuditEvents(sealing);
      // The log of the host is out of reach of whoever can write in the database.
      for (const seal of seals) invocation.log(JSON.stringify({ event: 'sealed', ...seal }));
      if (behind > 0) invocation.log(JSON.stringify({ event: 'sealingBehind', customers: behind }));
    },
  });
}

function registerRoute(product: { services: Services; routes: readonly Route[] }, route: Route): void {
  app.http(route.name, {
    route: `v1/${route.path}`,
    methods: [route.method],
    // The platform lets everybody in; who may is decided by the route's own guard.
    authLevel: 'anonymous',
    ...(route.kind === 'mutation' ? { extraInputs: [durableClient] } : {}),
    handler: (request: HttpRequest, invocation: InvocationContext) =>
      serve(route, product, request, (start) => startWorkflow(invocation, start)),
  });
}

function registerWorkflow(services: Services, kind: WorkflowKind): void {
  const steps = workflowSteps[kind];
  df.app.orchestration(kind, runSteps(steps));
  for (const step of steps) {
    df.app.activity(step, {
      handler: ({ operationId }: WorkflowInput) => runStep(operationId, step, services),
    });
  }
}
