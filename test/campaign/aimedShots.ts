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
 * What to aim by next, when these shares of the shots hit too early and too late: a busy machine is slower than it was
 * when the life was measured.
 */
export function corrected({ answeredMs, endedMs }: Life, shares: { early: number; late: number }): Life {
  const factor = 1 + 0.6 * (shares.early - 0.4) - 0.6 * (shares.late - 0.25);
  return { answeredMs: answeredMs * factor, endedMs: endedMs * factor };
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
