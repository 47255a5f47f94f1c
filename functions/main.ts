import { inspect } from 'node:util';
import { registerApp } from './registerApp.ts';

/** The entry of the function app. */
registerApp(process.env, {
  clock: { now: () => new Date() },
  pseudonyms: true,
  report: (error, where) => {
    // The worker forwards standard error to the host's log, whole.
    process.stderr.write(`${JSON.stringify({ level: 'error', ...where })} ${inspect(error)}\n`);
  },
  measure: (name, value, dimensions) =>
    process.stdout.write(`${JSON.stringify({ level: 'info', event: 'measured', name, value, ...dimensions })}\n`),
  answered: (line) => process.stdout.write(`${JSON.stringify({ level: 'info', event: 'answered', ...line })}\n`),
});
