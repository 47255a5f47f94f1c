import type { TenantContext } from '../operation.ts';
import { preferencesOf, preferencesOutput, type PreferencesOutput } from './preferences.ts';

/** The caller's own preferences. */
export const getPreferences = async (_: object, context: TenantContext): Promise<PreferencesOutput> =>
  preferencesOutput(await preferencesOf(context));
