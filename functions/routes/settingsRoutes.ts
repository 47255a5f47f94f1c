import { EnrollmentKeyOutput } from '../../shared/domain/enrollment/enrollmentKey.ts';
import { getEnrollmentKey } from '../../shared/domain/enrollment/getEnrollmentKey.ts';
import { resetEnrollmentKey } from '../../shared/domain/enrollment/resetEnrollmentKey.ts';
import { ChangeSettings, changeSettings } from '../../shared/domain/settings/changeSettings.ts';
import { getSettings } from '../../shared/domain/settings/getSettings.ts';
import { SettingsOutput } from '../../shared/domain/settings/settings.ts';
import { route, type Route } from '../http/route.ts';

const sides = [
  { audience: 'customer', base: 'customer', of: '' },
  { audience: 'customerOfPartner', base: 'partner/customers/{customerId}', of: 'Customer' },
] as const;

/** Settings and enrollment key of a customer. No role of a partner can hold these permissions: there they are 403. */
export const settingsRoutes: readonly Route[] = sides.flatMap(({ audience, base, of }) => [
  route({
    kind: 'query',
    name: `get${of}Settings`,
    summary: 'Reads time zone, notification addresses and support contact.',
    method: 'GET',
    path: `${base}/settings`,
    audience,
    may: 'settings.view',
    output: SettingsOutput,
    run: getSettings,
  }),
  route({
    kind: 'mutation',
    name: `change${of}Settings`,
    summary: 'Changes time zone, notification addresses or support contact.',
    method: 'PATCH',
    path: `${base}/settings`,
    audience,
    may: 'settings.modify',
    body: ChangeSettings,
    output: SettingsOutput,
    status: 200,
    audit: ['Settings', 'Update'],
    run: changeSettings,
  }),
  route({
    kind: 'query',
    name: `get${of}EnrollmentKey`,
    summary: 'Shows the key that room devices enroll with.',
    method: 'GET',
    path: `${base}/enrollmentKey`,
    audience,
    may: 'rooms.downloadKey',
    output: EnrollmentKeyOutput,
    run: getEnrollmentKey,
  }),
  route({
    kind: 'mutation',
    name: `reset${of}EnrollmentKey`,
    summary: 'Makes a new enrollment key; the old one lets no device in any more.',
    method: 'POST',
    path: `${base}/enrollmentKey/reset`,
    audience,
    may: 'rooms.resetKey',
    output: EnrollmentKeyOutput,
    status: 200,
    audit: ['Settings', 'Update'],
    run: resetEnrollmentKey,
  }),
]);
