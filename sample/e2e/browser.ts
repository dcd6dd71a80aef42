import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { unpackChromium } from './unpacked-chromium.ts';

export interface Browser {
  path: string;
  /** What the browser needs in its environment besides ours. */
  environment: Readonly<Record<string, string>>;
}

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The one PLAYWRIGHT_CHROMIUM names, else npm's Chromium on x64 Linux, else an installed one; or why there is none. */
export async function findBrowser(): Promise<Browser | { missing: string }> {
  const named = process.env['PLAYWRIGHT_CHROMIUM'];
  if (named) return starting(plain(named)) ?? { missing: `PLAYWRIGHT_CHROMIUM is ${named}, which does not start.` };
  const reasons: string[] = [];
  if (process.platform === 'linux' && process.arch === 'x64') {
    try {
      const unpacked = await unpackChromium();
      const works = starting(plain(unpacked.path)) ?? starting(unpacked);
      if (works) return { ...works, environment: { ...works.environment, FONTCONFIG_FILE: unpacked.fonts } };
      reasons.push('the Chromium from npm does not start here');
    } catch (error) {
      reasons.push(`the Chromium from npm could not be unpacked (${String(error)})`);
    }
  }
  for (const path of INSTALLED) {
    const works = existsSync(path) && starting(plain(path));
    if (works) return works;
  }
  reasons.push('no Chrome or Chromium is installed; PLAYWRIGHT_CHROMIUM can name one');
  return { missing: `no browser: ${reasons.join('; ')}.` };
}

function plain(path: string): Browser {
  return { path, environment: {} };
}

/** The browser, if it starts: where a shared library is missing it does not. */
function starting(browser: Browser): Browser | undefined {
  // On Windows `--version` opens a window instead of answering.
  if (process.platform === 'win32') return browser;
  const { status } = spawnSync(browser.path, ['--version'], {
    env: { ...process.env, ...browser.environment },
    timeout: 10_000,
  });
  return status === 0 ? { path: browser.path, environment: browser.environment } : undefined;
}
