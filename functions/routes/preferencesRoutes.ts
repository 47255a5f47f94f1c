import { ChangePreferences, changePreferences } from '../../shared/domain/preferences/changePreferences.ts';
import { getPreferences } from '../../shared/domain/preferences/getPreferences.ts';
import { PreferencesOutput } from '../../shared/domain/preferences/preferences.ts';
import { route, type Route } from '../http/route.ts';

/** What each person of a partner wants to see. */
export const preferencesRoutes: readonly Route[] = [
  route({
    kind: 'query',
    name: 'getPreferences',
    summary: 'Reads what the caller wants to see.',
    method: 'GET',
    path: 'partner/preferences',
    audience: 'partner',
    may: 'anyone',
    output: PreferencesOutput,
    run: getPreferences,
  }),
  route({
    kind: 'mutation',
    name: 'changePreferences',
    summary: 'Changes what the caller wants to see.',
    method: 'PATCH',
    path: 'partner/preferences',
    audience: 'partner',
    may: 'anyone',
    body: ChangePreferences,
    output: PreferencesOutput,
    status: 200,
    audit: ['Settings', 'Update'],
    run: changePreferences,
  }),
];
