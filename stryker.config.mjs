/** Mutation testing (Stryker): how each part of test/mutation/parts.ts is run. */

// Enough of the random worlds to notice what is wrong.
process.env.ACCESS_WORLDS ??= '300';

export default {
  testRunner: 'jest',
  plugins: ['./test/mutation/quickJest.ts'],
  coverageAnalysis: 'perTest',
  jest: { configFile: 'jest.config.mjs', enableFindRelatedTests: false },
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  // What is computed when a file is loaded (schemas, tables) is left out, and not counted: in this runner such mutants run out
  // of time even where their tests fail at once, and running out of time would count as noticed.
  ignoreStatic: true,
  concurrency: 1,
  // Long, as a mutant that runs out of time counts as noticed: that must not be because the machine is busy.
  timeoutMS: 30_000,
  incremental: true,
  tempDirName: '.stryker/tmp',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: {
    allowColor: false,
    allowEmojis: false,
    logTests: false,
    reportTests: false,
    reportScoreTable: false,
  },
};
