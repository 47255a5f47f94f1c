import { DeviceEnrollment, EnrollDevice, enrollDevice } from '../../shared/domain/enrollment/enrollDevice.ts';
import { route, type Route } from '../http/route.ts';

/** What room devices call. */
export const deviceRoutes: readonly Route[] = [
  route({
    kind: 'mutation',
    name: 'enrollDevice',
    summary: 'A room device enrolls its room with the key of the customer.',
    method: 'POST',
    path: 'enrollments',
    audience: 'anonymous',
    may: 'anyone',
    body: EnrollDevice,
    output: DeviceEnrollment,
    status: 200,
    refusals: ['unauthenticated'],
    audit: ['Room', 'Update'],
    run: enrollDevice,
  }),
];
