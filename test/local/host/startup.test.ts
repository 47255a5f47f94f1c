import { app } from '@azure/functions';
import type { Timer } from '@azure/functions';
import { expect, test } from '@jest/globals';

import { createLocalClock } from '../../../local/clock/localClock.ts';
import { startHost } from '../../../local/host/startHost.ts';

test('a timer with runOnStartup runs when the host starts', async () => {
  const ran = Promise.withResolvers<Timer>();
  const host = await startHost({
    port: 0,
    clock: createLocalClock(),
    hostJson: { routePrefix: 'api' },
    load: () => {
      app.timer('yearly', { schedule: '0 0 0 1 1 *', runOnStartup: true, useMonitor: false, handler: ran.resolve });
    },
  });
  expect(await ran.promise).toEqual({ schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false });
  await host.stop();
});
