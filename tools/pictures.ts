/**
 * Makes the pictures of the README and the docs from a real tour: `npm run pictures`. Needs x64 Linux with fonts for text and emoji
 * (Debian: `fonts-dejavu-core fonts-noto-color-emoji`).
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import bundled from '@sparticuz/chromium';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PICTURES = join(ROOT, 'docs', 'pictures');
const WAIT_MS_MAX = 120_000;
/** Long enough for the page to have drawn what it was just sent. */
const SETTLE_MS = 1_500;

mkdirSync(PICTURES, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'shipchart-pictures-'));
const tour = spawn(process.execPath, [join(ROOT, 'src/main/main.ts'), 'try', '--keep'], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
});
let said = '';
tour.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
const browser = await chromium.launch({
  executablePath: await bundled.executablePath(),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const wide = { width: 1440, height: 900 };
  const light = await (await browser.newContext({ viewport: wide, deviceScaleFactor: 2 })).newPage();
  const phone = await (
    await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: 'dark' })
  ).newPage();
  const [, address = ''] = await heard(/(http:\/\/127\.0\.0\.1:\d+)\/#token=/);
  const token = /#token=\S+/.exec(said)?.[0] ?? '';
  await heard(/run shop-2 started/);
  await light.goto(`${address}/runs/shop-2${token}`);
  await heard(/REVIEW waits/);
  await take(light, 'review');
  await light.goto(`${address}/runs/shop-2/review/REVIEW`);
  await take(light, 'review-screen');
  await light.goto(`${address}/runs/shop-2`);
  await heard(/shop-2 .*CANARY/);
  await light.waitForTimeout(SETTLE_MS * 2);
  await take(light, 'canary');
  await phone.goto(`${address}/runs/shop-2`);
  await take(phone, 'phone');
  await heard(/shop-3 .*rolled back:/);
  await light.goto(`${address}/runs/shop-3`);
  await take(light, 'rolled-back');
  await light.goto(`${address}/environments/production`);
  await take(light, 'environment');
  await light.goto(`${address}/runs/shop-3/evidence/MONITOR`);
  await take(light, 'evidence');
  await heard(/Everything stays up/);
  for (const [path, name] of [
    ['/', 'home'],
    ['/history', 'history'],
    ['/settings', 'settings'],
    ['/runs/shop-4?step=UNIT', 'failed-step'],
  ] as const) {
    await light.goto(address + path);
    await take(light, name);
  }
} finally {
  await browser.close();
  tour.kill('SIGINT');
  await new Promise((resolve) => tour.once('close', resolve));
  rmSync(folder, { recursive: true, force: true });
}

async function take(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

async function heard(what: RegExp): Promise<RegExpExecArray> {
  const deadline = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const found = what.exec(said);
    if (found) return found;
    if (Date.now() > deadline || tour.exitCode !== null)
      throw new Error(`the tour never said ${String(what)}:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
