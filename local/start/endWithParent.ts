const lookMs = 300;

/**
 * Ends what npm has started when npm is gone: npm hands a signal to its shell only, and the shell does not hand it on, so
 * that the ports and the data folder would stay taken. Started by Node itself nobody is watched.
 */
export function endWithParent(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, lookMs);
  timer.unref();
}
