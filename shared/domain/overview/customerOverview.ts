import { z } from 'zod';
import { ofCustomer } from '../acrossCustomers/listAcrossCustomers.ts';

/** How things are at one customer, as far as the caller may see it. A part is there if its permission is held. */
export const CustomerOverview = z.object({
  ...ofCustomer,
  rooms: z.object({ total: z.int(), healthy: z.int(), unhealthy: z.int(), disconnected: z.int() }).optional(),
  openTickets: z.object({ important: z.int(), warning: z.int() }).optional(),
});
export type CustomerOverview = z.output<typeof CustomerOverview>;
