import { RetryOptions } from 'durable-functions';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
const tries = 12;

/**
 * How a step is tried again: a worker that dies in an activity fails it, so every step has this. When all tries are
 * used up the orchestration fails, and the repair starts it again later.
 */
export function stepRetry(): RetryOptions {
  const options = new RetryOptions(firstPauseMs, tries);
  options.backoffCoefficient = 2;
  options.maxRetryIntervalInMilliseconds = longestPauseMs;
  return options;
}
