import { createLocalClock } from '../../../local/clock/localClock.ts';
import { openDurableEngine } from '../../../local/durable/openDurableEngine.ts';
import { installFunctionsCore } from '../../../local/host/installFunctionsCore.ts';
import { startHost } from '../../../local/host/startHost.ts';

/* The app of this suite on the local host, in a process of its own; it tells where, and ends with whoever started it. */
installFunctionsCore();
const clock = createLocalClock();
const host = await startHost({
  port: 0,
  clock,
  load: async () => {
    await import('./app/app.ts');
  },
  hostJson: { routePrefix: 'api' },
  durable: openDurableEngine({ clock }),
  // A request whose body stands still is given up after 5 s by the real host; nobody wants to wait for that here.
  bodyStallMs: 500,
});
process.send?.(host.origin);
process.on('disconnect', () => void host.stop().then(() => process.exit()));
