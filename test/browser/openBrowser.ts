import { chromium, type Browser } from 'playwright-core';

/** The Chromium of the machine; `CHROMIUM` names another one than Debian's. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
