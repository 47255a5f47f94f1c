import { z } from 'zod';
import { entityTag } from '../entityTag.ts';
import { SupportContact } from '../text.ts';

export const settingsDocumentId = 'settings';

/** A time zone by its IANA name; an offset such as +01:00 is none. */
export const TimeZone = z
  .string()
  .max(64)
  .refine((name) => /^[A-Za-z]/.test(name) && isKnownZone(name), 'is not an IANA time zone');

function isKnownZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** Whom a customer's e-mail goes to besides the people of assignments. */
export const NotificationAddresses = z.array(z.email().max(254)).max(20);

/** A customer's settings, in its partition. */
export const Settings = z.object({
  id: z.literal(settingsDocumentId),
  type: z.literal('settings'),
  // What was once a time zone or an address stays readable, whatever a later runtime thinks of it.
  timeZone: z.string(),
  notificationAddresses: z.array(z.string()),
  supportContact: SupportContact.optional(),
  changedAt: z.iso.datetime(),
});
export type Settings = z.output<typeof Settings>;

export const SettingsOutput = z.object({
  timeZone: z.string(),
  notificationAddresses: z.array(z.string()),
  supportContact: z.string().optional(),
  etag: z.string(),
});
export type SettingsOutput = z.output<typeof SettingsOutput>;

/** The settings that a customer starts with (api.md, "A new customer's settings"). */
export const initialSettings = (now: Date): Settings => ({
  id: settingsDocumentId,
  type: 'settings',
  timeZone: 'UTC',
  notificationAddresses: [],
  changedAt: now.toISOString(),
});

export const settingsOutput = (settings: Settings): SettingsOutput => ({ ...settings, etag: entityTag(settings) });
