import type { CustomerContext } from '../operation.ts';
import { settingsOutput, type SettingsOutput } from './settings.ts';
import { storedSettings } from './storedSettings.ts';

/** The customer's settings. */
export const getSettings = async (_: object, { customer }: CustomerContext): Promise<SettingsOutput> =>
  settingsOutput(await storedSettings(customer));
