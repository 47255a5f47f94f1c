import { app, type Timer } from '@azure/functions';

/** What the timers were called with; in the memory of one worker. */
const runs: Record<string, { at: string; timer: Timer }[]> = { everySecond: [], atStart: [], yearly: [] };
const note = (name: string) => (timer: Timer) => {
  runs[name]?.push({ at: new Date().toISOString(), timer });
  // The schedule goes on, whatever a run throws.
  if (name === 'everySecond') throw new Error('a timer that fails');
};

app.timer('everySecond', { schedule: '* * * * * *', handler: note('everySecond') });
app.timer('atStart', { schedule: '0 0 0 1 1 *', runOnStartup: true, useMonitor: false, handler: note('atStart') });
app.timer('yearly', { schedule: '0 0 0 1 1 *', handler: note('yearly') });
app.get('timerRuns', () => ({ jsonBody: runs }));
