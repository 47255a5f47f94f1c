import { fork } from 'node:child_process';
import { once } from 'node:events';

/*
 * What the suite is run against: the app of this folder where CONFORMANCE_URL says that it runs (see runConformance.ts), or on the
 * local host, in a process of its own. Apart from this file and serveApp.ts the suite speaks HTTP alone.
 */
const url = process.env['CONFORMANCE_URL'];

/** Behind Azure's front ends the framing of messages is theirs, and what is no proper request does not get to the host. */
export const isDirect = url?.startsWith('https:') !== true;

export interface Target {
  /** `http://localhost:7071` */
  readonly origin: string;
  close(): Promise<void>;
}

export async function openTarget(): Promise<Target> {
  if (url !== undefined) return { origin: new URL(url).origin, close: () => Promise.resolve() };
  const child = fork(require.resolve('./serveApp.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  const died = once(child, 'exit').then(() => {
    throw new Error('The app has not started.');
  });
  const [origin] = (await Promise.race([once(child, 'message'), died])) as [string];
  died.catch(() => undefined);
  return {
    origin,
    async close() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
