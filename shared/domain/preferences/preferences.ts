import { z } from 'zod';
import { entityTag } from '../entityTag.ts';
import type { TenantContext } from '../operation.ts';
import type { Stored } from '../store.ts';

/** What a person of a partner wants to see, in the partition of the person's own tenant. */
export const Preferences = z.object({
  id: z.string(),
  type: z.literal('preferences'),
  /** The aggregated ticket list is there for this person (R72). */
  allTicketsView: z.boolean(),
  changedAt: z.iso.datetime(),
});
export type Preferences = z.output<typeof Preferences>;

export const PreferencesOutput = z.object({ allTicketsView: z.boolean(), etag: z.string() });
export type PreferencesOutput = z.output<typeof PreferencesOutput>;

const preferencesId = (objectId: string) => `preferences_${objectId}`;

/** What somebody has who never set any. */
const unset = (id: string): Preferences => ({
  id,
  type: 'preferences',
  allTicketsView: false,
  changedAt: new Date(0).toISOString(),
});

/** The caller's preferences, as stored or as they are before anything is. */
export async function preferencesOf({
  own,
  actor,
}: Pick<TenantContext, 'own' | 'actor'>): Promise<Preferences | Stored<Preferences>> {
  const id = preferencesId(actor.objectId);
  return (await own.read(Preferences, id)) ?? unset(id);
}

export const preferencesOutput = (preferences: Preferences): PreferencesOutput => ({
  allTicketsView: preferences.allTicketsView,
  etag: entityTag(preferences),
});
