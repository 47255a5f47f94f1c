import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { entityTag } from '../entityTag.ts';
import { expectVersion, unchanged, type Change, type CustomerContext } from '../operation.ts';
import type { Stored } from '../store.ts';
import { SupportContact } from '../text.ts';
import { NotificationAddresses, settingsOutput, TimeZone, type Settings, type SettingsOutput } from './settings.ts';
import { storedSettings } from './storedSettings.ts';

export const ChangeSettings = z.strictObject({
  timeZone: TimeZone.optional(),
  notificationAddresses: NotificationAddresses.nullable().optional(),
  supportContact: SupportContact.nullable().optional(),
});

/** Changes the customer's settings; `null` takes away what a customer need not have. */
export async function changeSettings(
  patch: z.output<typeof ChangeSettings>,
  context: CustomerContext,
): Promise<Change<SettingsOutput>> {
  const settings = await storedSettings(context.customer);
  expectVersion(context, entityTag(settings));
  const {
    timeZone = settings.timeZone,
    notificationAddresses = settings.notificationAddresses,
    supportContact = settings.supportContact,
  } = patch;
  const next: Stored<Settings> = {
    ...settings,
    timeZone,
    notificationAddresses: notificationAddresses ?? [],
    supportContact: supportContact ?? undefined,
    changedAt: context.now.toISOString(),
  };
  const changes = memberChanges(settings, next);
  if (changes.length === 0) return unchanged(settingsOutput(settings));
  return {
    answer: settingsOutput(next),
    writes: [{ replace: next }],
    records: [{ category: 'Settings', operation: 'Update', objectId: settings.id, objectName: 'Settings', changes }],
  };
}
