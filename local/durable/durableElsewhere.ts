import type { DurableEngine } from '../host/durableEngine.ts';
import { clientBinding } from './managementUrls.ts';

/** The Durable engine of another host of the same app, which runs its orchestrations and activities: one task hub for both. */
export const durableElsewhere = (origin: string): DurableEngine => ({
  start: () => undefined,
  async handle({ method, path, query, headers, body }) {
    const type = headers['content-type'];
    const response = await fetch(`${origin}${path}?${query.toString()}`, {
      method,
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
      ...(body.length === 0 ? {} : { body }),
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  },
  clientBinding,
  stop: () => Promise.resolve(),
});
