import type { LocalClock } from '../clock/localClock.ts';
import type { AppFunction, TimerFunction } from './describeApp.ts';
import { invokeFunction } from './invokeFunction.ts';
import { openTimerState } from './openTimerState.ts';
import type { TimerState, TimerStatus } from './openTimerState.ts';
import type { InputData } from './functionsCoreTypes.ts';

/** The timer triggers of an app, running. */
export interface Timers {
  /** Runs a timer now, behind a run in progress, and waits for it. Its schedule stays as it is. */
  call(name: string): Promise<void>;
  /** Arms no more and waits for the runs in progress. */
  stop(): Promise<void>;
}

interface TimerHost {
  readonly clock: LocalClock;
  readonly stateFile: string | undefined;
  /** False: timers run only when called. */
  readonly scheduled: boolean;
  readonly extraInputs: (one: AppFunction) => InputData[];
  readonly onError: (functionName: string, error: unknown) => void;
}

/** The longest wait that is armed at a time: setTimeout has a limit of 24.8 days, and the system's clock may be set. */
const longestWaitMs = 86_400_000;
const never = '0001-01-01T00:00:00.000Z';

/** Starts the schedules. A run that was missed while the host was down is made up for by one run with isPastDue. */
export async function startTimers(
  functions: readonly (TimerFunction & AppFunction)[],
  host: TimerHost,
): Promise<Timers> {
  const state = openTimerState(host.scheduled ? host.stateFile : undefined);
  const timers = await Promise.all(functions.map((one) => startTimer(one, host, state)));
  const unregister = host.clock.onAdvance(async () => {
    await Promise.all(timers.map((timer) => timer.runWhenDue()));
  });
  return {
    call: async (name) => {
      const timer = timers.find((one) => one.name === name.toLowerCase());
      if (!timer) throw new Error(`There is no timer "${name}".`);
      await timer.call();
    },
    stop: async () => {
      unregister();
      await Promise.all(timers.map((timer) => timer.stop()));
      await state.close();
    },
  };
}

async function startTimer(
  one: TimerFunction & AppFunction,
  { clock, scheduled, extraInputs, onError }: TimerHost,
  state: TimerState,
) {
  const { name } = one.metadata;
  const key = name.toLowerCase();
  const monitored = one.useMonitor ?? recursInMinutes(one, clock.now());
  let status = monitored ? state.get(key) : undefined;
  const isPastDue = status !== undefined && clock.now() > new Date(status.next);
  if (!status) {
    status = { last: never, next: one.schedule.next(clock.now()).toISOString(), lastUpdated: never };
    if (monitored) await state.set(key, status);
  }
  let current: TimerStatus = status;
  let armed: NodeJS.Timeout | undefined;
  let stopped = !scheduled;
  /** One run after the other. */
  let queue = Promise.resolve();

  const run = async (pastDue: boolean) => {
    const payload = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: monitored ? toPayload(current) : null,
      IsPastDue: pastDue,
    };
    try {
      const inputData = [{ name: one.triggerName, data: { json: JSON.stringify(payload) } }, ...extraInputs(one)];
      await invokeFunction(one, { inputData });
    } catch (error) {
      onError(name, error);
    }
  };
  const enqueue = (work: () => Promise<void>) => (queue = queue.then(work));

  /** Runs and moves the schedule on; the status is written behind the run, so that a run that a crash cut off is made up for. */
  const runAndMoveOn = async (pastDue: boolean) => {
    const startedAt = clock.now();
    await run(pastDue);
    current = {
      last: startedAt.toISOString(),
      next: one.schedule.next(startedAt).toISOString(),
      lastUpdated: startedAt.toISOString(),
    };
    if (monitored) await state.set(key, current);
  };
  const runWhenDue = () =>
    enqueue(async () => {
      if (!stopped && clock.now() >= new Date(current.next)) await runAndMoveOn(false);
      arm();
    });
  const arm = () => {
    clearTimeout(armed);
    if (stopped) return;
    const waitMs = new Date(current.next).getTime() - clock.now().getTime();
    armed = setTimeout(() => void runWhenDue(), Math.min(Math.max(waitMs, 0), longestWaitMs));
    // The server keeps the process alive.
    armed.unref();
  };

  if (scheduled && (isPastDue || one.runOnStartup)) void enqueue(() => runAndMoveOn(isPastDue));
  void enqueue(async () => {
    arm();
    return Promise.resolve();
  });
  return {
    name: key,
    runWhenDue,
    call: () => enqueue(() => run(false)),
    stop: async () => {
      stopped = true;
      clearTimeout(armed);
      await queue;
    },
  };
}

/** Schedules that recur within a minute are not monitored by default. */
function recursInMinutes({ schedule }: TimerFunction, now: Date): boolean {
  const first = schedule.next(now);
  return schedule.next(first).getTime() - first.getTime() >= 60_000;
}

function toPayload({ last, next, lastUpdated }: TimerStatus) {
  const format = (instant: string) => instant.replace(/(?:\.000)?Z$/, '+00:00');
  return { Last: format(last), Next: format(next), LastUpdated: format(lastUpdated) };
}
