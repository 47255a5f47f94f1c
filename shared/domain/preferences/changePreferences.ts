import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { entityTag } from '../entityTag.ts';
import { expectVersion, unchanged, type Change, type TenantContext } from '../operation.ts';
import { preferencesOf, preferencesOutput, type PreferencesOutput } from './preferences.ts';

export const ChangePreferences = z.strictObject({ allTicketsView: z.boolean().optional() });

/** Changes the caller's own preferences; the event is in the log of the caller's own tenant. */
export async function changePreferences(
  patch: z.output<typeof ChangePreferences>,
  context: TenantContext,
): Promise<Change<PreferencesOutput>> {
  const before = await preferencesOf(context);
  expectVersion(context, entityTag(before));
  const { allTicketsView = before.allTicketsView } = patch;
  const next = { ...before, allTicketsView, changedAt: context.now.toISOString() };
  const changes = memberChanges(before, next);
  if (changes.length === 0) return unchanged(preferencesOutput(before));
  return {
    answer: preferencesOutput(next),
    writes: ['_etag' in next ? { replace: next } : { create: next }],
    records: [
      {
        category: 'Settings',
        operation: 'Update',
        objectId: context.actor.objectId,
        objectName: 'Preferences',
        changes,
      },
    ],
  };
}
