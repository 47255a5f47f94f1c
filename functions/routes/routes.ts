import { referenceRoutes } from '../http/openApi/referenceRoutes.ts';
import type { Route } from '../http/route.ts';
import { accessRoutes } from './accessRoutes.ts';
import { aggregatedRoutes } from './aggregatedRoutes.ts';
import { auditRoutes } from './auditRoutes.ts';
import { callerRoutes } from './callerRoutes.ts';
import { changeRequestRoutes } from './changeRequestRoutes.ts';
import { deviceRoutes } from './deviceRoutes.ts';
import { directoryRoutes } from './directoryRoutes.ts';
import { invitationRoutes } from './invitationRoutes.ts';
import { receiptRoutes } from './receiptRoutes.ts';
import { relationshipRoutes } from './relationshipRoutes.ts';
import { reportRoutes } from './reportRoutes.ts';
import { roleRoutes } from './roleRoutes.ts';
import { settingsRoutes } from './settingsRoutes.ts';
import { tenantManagerRoutes } from './tenantManagerRoutes.ts';
import { preferencesRoutes } from './preferencesRoutes.ts';
import { primaryAdminRoutes } from './primaryAdminRoutes.ts';
import { roomGroupRoutes } from './roomGroupRoutes.ts';
import { roomRoutes } from './roomRoutes.ts';
import { signalRoutes } from './signalRoutes.ts';
import { tenantRoutes } from './tenantRoutes.ts';
import { ticketRoutes } from './ticketRoutes.ts';
import { updateRingRoutes } from './updateRingRoutes.ts';

const described: readonly Route[] = [
  ...callerRoutes,
  ...tenantRoutes,
  ...invitationRoutes,
  ...relationshipRoutes,
  ...receiptRoutes,
  ...roomRoutes,
  ...roomGroupRoutes,
  ...updateRingRoutes,
  ...ticketRoutes,
  ...signalRoutes,
  ...reportRoutes,
  ...settingsRoutes,
  ...deviceRoutes,
  ...roleRoutes,
  ...tenantManagerRoutes,
  ...primaryAdminRoutes,
  ...preferencesRoutes,
  ...aggregatedRoutes,
  ...directoryRoutes,
  ...changeRequestRoutes,
  ...auditRoutes,
  ...accessRoutes,
];

/** Every route of the product: registrations, the OpenAPI document and the tests over every route come from here. */
export const routes: readonly Route[] = [...described, ...referenceRoutes(described)];
