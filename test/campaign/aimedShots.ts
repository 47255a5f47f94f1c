import type { ApiAnswer } from '../support/caller.ts';

/** How long a workflow's life is, in milliseconds from when its request was sent. */
export interface Life {
  readonly answeredMs: number;
  readonly endedMs: number;
}

/** A request that starts a workflow, sent so that the workflow has some age when the others have theirs. */
export interface Shot {
  readonly sentAt: number;
  readonly answeredAt?: number;
  /** None: the process died before it came. */
  readonly answer?: ApiAnswer;
}

/**
 * An age at which a workflow is to be hit: two in five before it is answered, two in five while it is at work, one after
 * its end.
 */
export function drawAge(random: () => number, { answeredMs, endedMs }: Life): number {
  const part = random();
  const within = random();
  // Later ones more often: the commit and the start of the orchestration come last.
  if (part < 0.4) return Math.sqrt(within) * answeredMs;
  if (part < 0.8) return answeredMs + within * (endedMs - answeredMs);
  return endedMs * (1 + within / 2);
}

/**
 * What to aim by next: half what was aimed by, half what was measured. When nobody got so far it is taken to be longer;
 * those hit before do not count, which pulls it the other way.
 */
export function drift(aimed: Life, answeredMs: readonly number[], endedMs: readonly number[]): Life {
  const next = (before: number, measured: readonly number[]) => {
    if (measured.length === 0) return before * 1.3;
    const mean = measured.reduce((sum, one) => sum + one, 0) / measured.length;
    return (before + mean) / 2;
  };
  return { answeredMs: next(aimed.answeredMs, answeredMs), endedMs: next(aimed.endedMs, endedMs) };
}

/** Sends each request so that at one moment all have their age, and does `then` at that moment. */
export async function shoot(
  requests: readonly { readonly ageMs: number; readonly send: () => Promise<ApiAnswer> }[],
  then: () => Promise<void>,
): Promise<Shot[]> {
  const oldest = Math.max(...requests.map(({ ageMs }) => ageMs));
  const shots = requests.map(async ({ ageMs, send }): Promise<Shot> => {
    await pause(oldest - ageMs);
    const sentAt = Date.now();
    try {
      const answer = await send();
      return { sentAt, answeredAt: Date.now(), answer };
    } catch {
      return { sentAt };
    }
  });
  await pause(oldest);
  await then();
  return Promise.all(shots);
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
