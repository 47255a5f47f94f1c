/** Tests run through the same unmodified libraries as the product; only TypeScript is stripped (swc). */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    ],
  },
  // The Functions host provides this module; in a test process our host does (see local/host/functionsCore.ts).
  moduleNameMapper: { '^@azure/functions-core$': '<rootDir>/local/host/functionsCore.ts' },
  globalSetup: '<rootDir>/test/support/globalSetup.ts',
  globalTeardown: '<rootDir>/test/support/globalTeardown.ts',
  // Two cores are what CI has; Jest would leave one of them idle, and tests wait for the disk now and then.
  maxWorkers: 3,
  injectGlobals: false,
  testTimeout: 30_000,
};
