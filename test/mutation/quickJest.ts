import { readFileSync, writeFileSync } from 'node:fs';
import { strykerPlugins as jestPlugins } from '@stryker-mutator/jest-runner';

export { strykerValidationSchema } from '@stryker-mutator/jest-runner';

/** What of Stryker's runner for Jest is changed here. */
interface Runner {
  dryRun(options: object): Promise<{ tests?: { id: string; fileName: string }[] }>;
  mutantRun(options: { testFilter?: string[] }): Promise<unknown>;
  run(settings: Settings): Promise<RunResult>;
}
interface Settings {
  readonly testFiles?: readonly string[];
}
interface RunResult {
  readonly dryRunResult: { readonly status: string; readonly tests?: readonly { readonly status: number }[] };
}

const succeeded = 0;
const skipped = 2;
const passed = ({ dryRunResult: { status, tests = [] } }: RunResult) =>
  status === 'complete' && tests.every((test) => [succeeded, skipped].includes(test.status));

// In the sandbox, which all processes of one run share.
const filesFile = 'files-of-tests.json';

const [plugin] = jestPlugins as unknown as [{ factory: { inject: unknown } & ((injector: unknown) => Runner) }];

/**
 * Stryker's runner for Jest loads all test files for every mutant, and runs of them the tests that went through it; here only
 * the files with such tests are loaded, one after the other, and the first one that fails is enough.
 */
function quickJest(injector: unknown): Runner {
  const runner = plugin.factory(injector);
  const dryRun = runner.dryRun.bind(runner);
  const mutantRun = runner.mutantRun.bind(runner);
  const run = runner.run.bind(runner);
  let testFiles: readonly string[] | undefined;
  return Object.assign(runner, {
    async dryRun(options: object) {
      const result = await dryRun(options);
      writeFileSync(filesFile, JSON.stringify((result.tests ?? []).map(({ id, fileName }) => [id, fileName])));
      return result;
    },
    mutantRun(options: { testFilter?: string[] }) {
      const files = JSON.parse(readFileSync(filesFile, 'utf8')) as [id: string, file: string][];
      const wanted = options.testFilter && new Set(options.testFilter);
      testFiles = [...new Set(files.filter(([id]) => wanted?.has(id) ?? true).map(([, file]) => file))];
      return mutantRun(options);
    },
    async run(settings: Settings) {
      const [first, ...others] = testFiles ?? [];
      if (first === undefined) return run(settings);
      let result = await run({ ...settings, testFiles: [first] });
      for (const file of others) {
        if (!passed(result)) break;
        result = await run({ ...settings, testFiles: [file] });
      }
      return result;
    },
  });
}
quickJest.inject = plugin.factory.inject;

export const strykerPlugins = [{ kind: 'TestRunner', name: 'jest', factory: quickJest }];
