import config from './jest.config.mjs';

/** `npm run test:browser`: pages in a real Chromium, which a machine may lack; so these are no part of `npm test`. */
export default { ...config, testMatch: ['**/*.browser.ts'], testTimeout: 120_000 };
