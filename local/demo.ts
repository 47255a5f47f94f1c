import { parseArgs } from 'node:util';
import { createTelling } from './demo/createTelling.ts';
import { DemoFailure } from './demo/demoFailure.ts';
import { runDemo } from './demo/runDemo.ts';

const options = {
  api: { type: 'string', default: 'http://localhost:7071/api/v1' },
  'stand-in': { type: 'string', default: 'http://localhost:7070' },
} as const;

const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
const telling = createTelling((line) => process.stdout.write(`${line}\n`), { colour });
try {
  const { values } = parseArgs({ options });
  await runDemo({ api: values.api.replace(/\/$/, ''), standIn: values['stand-in'].replace(/\/$/, '') }, telling);
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error;
  const text = error instanceof DemoFailure || isUsage ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`\nThe demo stopped. ${text}\n`);
  process.exitCode = 1;
}
