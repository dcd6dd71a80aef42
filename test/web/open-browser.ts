import { chromium, type Browser } from '@playwright/test';
import { existsSync } from 'node:fs';
import { findBrowser } from '../../sample/e2e/browser.ts';

const built = existsSync(new URL('../../dist/web/index.html', import.meta.url));
const found = await findBrowser();

/** Why the page can't be looked at here; empty where it can. In CI that is a failure, not a reason to skip. */
export const whyNoBrowser = built ? ('missing' in found ? found.missing : '') : 'the page is not built: npm run build';
export const canBrowse = whyNoBrowser === '' || process.env['CI'] === 'true';

/** `systemFonts`: with this machine's fonts instead of the few that come along, which have no emoji. */
export async function openBrowser({ systemFonts = false } = {}): Promise<Browser> {
  if ('missing' in found) throw new Error(found.missing);
  const env = { ...process.env, ...found.environment } as Record<string, string>;
  if (systemFonts) delete env['FONTCONFIG_FILE'];
  return chromium.launch({ executablePath: found.path, env, args: ['--no-sandbox'] });
}
