// Runs the browser tests against SHIPCHART_URL. Ends with 78 where no browser can be had: that is no verdict on the shop.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './browser.ts';

const COULD_NOT_RUN = 78;
const PLAYWRIGHT = fileURLToPath(import.meta.resolve('@playwright/test/cli'));
const ROOT = fileURLToPath(new URL('..', import.meta.url));

process.exitCode = await run();

async function run(): Promise<number> {
  if (!process.env['SHIPCHART_URL']) {
    console.error('SHIPCHART_URL is not set: the address of the shop to test, for example http://127.0.0.1:3000');
    return 1;
  }
  const browser = await findBrowser();
  if ('missing' in browser) {
    console.log(`could not run: ${browser.missing}`);
    return COULD_NOT_RUN;
  }
  console.log(`browser: ${browser.path}`);
  const tests = spawnSync(process.execPath, [PLAYWRIGHT, 'test', '--config', 'e2e/playwright.config.ts'], {
    cwd: ROOT,
    env: { ...process.env, ...browser.environment, PLAYWRIGHT_CHROMIUM: browser.path },
    stdio: 'inherit',
  });
  return tests.status ?? 1;
}
