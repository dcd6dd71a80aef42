import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../src/api/client.ts';
import { shipchart, temporaryFolder, until, type Program } from '../support/programs.ts';
import { canBrowse, openBrowser, whyNoBrowser } from './open-browser.ts';
import { noteShifts, shiftsOf } from './layout-shifts.ts';

if (whyNoBrowser !== '') console.log(`SKIPPED: the views of a tour (${whyNoBrowser})`);

/**
 * Every view of a real tour, each at the moment for which it is made. `npm run pictures` keeps what is seen as the pictures of the docs; they
 * need fonts for text and emoji (Debian: `fonts-dejavu-core fonts-noto-color-emoji`).
 */
const KEEP = process.env['SHIPCHART_PICTURES'] === 'keep';
const PICTURES = join(import.meta.dirname, '../../docs/pictures');
const PATIENCE_MS = 90_000;
const WIDE = { width: 1440, height: 900 };
/** As high as the chart is, so that its labels can be read. */
const HIGH = { width: 1500, height: 1180 };
const PHONE = { width: 390, height: 844 };
/** What web.dev/cls calls good. Held to where a page stands still; one that tells news moves with it. */
const SHIFT_MAX = 0.1;

const folder = temporaryFolder('views');
let tour: Program;
let browser: Browser;
let address: string;
let token: string;
let client: Client;

beforeAll(async () => {
  if (!canBrowse) return;
  if (KEEP) mkdirSync(PICTURES, { recursive: true });
  tour = shipchart(folder.path, ['try', '--keep', '--patience', '600']);
  browser = await openBrowser({ systemFonts: KEEP });
  const [, at = '', secret = ''] = await heard(/(http:\/\/127\.0\.0\.1:\d+)\/#token=(\S+)/);
  [address, token] = [at, secret];
  client = createClient({ baseUrl: address, token });
}, PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  tour?.child.kill('SIGINT');
  await tour?.ended;
  await folder.remove();
}, 60_000);

test.skipIf(!canBrowse)(
  'a review is asked, and then a canary is watched: on the chart, at home, on a phone',
  async () => {
    const [wide, run] = [await pageOf(), await pageOf({ size: HIGH })];
    const phone = await pageOf({ size: PHONE, dark: true });
    await untilAsked('shop-2');
    await go(wide, '/runs/shop-2/review/REVIEW');
    await wide.getByText('What gates and rules said').waitFor();
    await wide.getByRole('button', { name: 'Approve' }).waitFor();
    await take(wide, 'review-screen');
    await go(run, '/runs/shop-2');
    await run.getByRole('button', { name: 'Approve' }).waitFor();
    await take(run, 'review');
    await go(phone, '/');
    await phone.getByRole('link', { name: 'Review', exact: true }).waitFor();
    await take(phone, 'home-phone');
    for (const page of [wide, run, phone]) await staysPut(page);

    await Promise.all([go(wide, '/'), go(phone, '/runs/shop-2')]);
    await client.answer('shop-2', { node: 'REVIEW', decision: 'approved' });
    await run.getByText('Evidence: healthy').waitFor();
    await until('some evidence', async () => {
      const step = (await client.run('shop-2')).steps.find(({ node }) => node === 'MONITOR');
      const { elapsedMs = 0 } = (step?.figures ?? {}) as { elapsedMs?: number };
      return elapsedMs > 3_000 ? true : undefined;
    });
    await take(run, 'canary');
    await take(wide, 'home-live');
    await take(phone, 'phone');
    expect(await wide.locator('.mini-chart').count()).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);

test.skipIf(!canBrowse)(
  'a bad release is seen to go back, and why',
  async () => {
    const [run, environment] = [await pageOf({ size: HIGH }), await pageOf()];
    await untilAsked('shop-3');
    await client.answer('shop-3', { node: 'REVIEW', decision: 'approved' });
    await Promise.all([go(run, '/runs/shop-3'), go(environment, '/environments/production')]);
    await run.getByRole('heading', { name: 'Rolled back' }).waitFor();
    await take(run, 'rolled-back');
    await environment.getByText(/^Back to shop@/).waitFor();
    await environment.getByText('too much').first().waitFor();
    await take(environment, 'environment');
    await environment.getByRole('button', { name: 'Roll back…' }).click();
    await environment.getByText('gives all traffic to').waitFor();
    await take(environment, 'rollback');
    expect((await client.environment('production')).hold).toBeUndefined();
  },
  PATIENCE_MS,
);

test.skipIf(!canBrowse)(
  'afterwards everything is told in peace, in light and in dark',
  async () => {
    await heard(/Everything stays up/);
    for (const [name, path, seen, dark] of [
      ['evidence', '/runs/shop-3/evidence/MONITOR', 'What was done', false],
      ['home', '/', 'All quiet', false],
      ['home-dark', '/', 'All quiet', true],
      ['history', '/history', 'Lead time', false],
      ['settings', '/settings', 'Environments', false],
      ['failed-step', '/runs/shop-4?step=UNIT', 'first failed', false],
      ['failed-dark', '/runs/shop-4', 'Retry from failure…', true],
    ] as const) {
      const page = await pageOf({ dark });
      await go(page, path);
      await page.getByText(seen).first().waitFor();
      await take(page, name);
      await staysPut(page);
    }
    expect((await client.runs(10)).map(({ phase }) => phase)).not.toContain('running');
  },
  PATIENCE_MS,
);

interface Look {
  size?: { width: number; height: number };
  dark?: boolean;
}

async function pageOf({ size = WIDE, dark = false }: Look = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: dark ? 'dark' : 'light',
    deviceScaleFactor: KEEP ? 2 : 1,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await noteShifts(page);
  return page;
}

async function go(page: Page, path: string): Promise<void> {
  await page.goto(`${address}${path}#token=${token}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const taken = await page.screenshot(KEEP ? { path: join(PICTURES, `${name}.png`) } : {});
  expect(taken.length).toBeGreaterThan(0);
}

async function staysPut(page: Page): Promise<void> {
  const shift = await shiftsOf(page);
  const at = `${new URL(page.url()).pathname} at ${page.viewportSize()?.width} px`;
  console.log(`layout shift ${shift.toFixed(4)} on ${at}`);
  expect.soft(shift, at).toBeLessThan(SHIFT_MAX);
}

function untilAsked(run: string): Promise<true> {
  const waits = async () => {
    const known = (await client.runs(10)).find(({ id }) => id === run);
    return known && known.waitsForPeople.length > 0 ? true : undefined;
  };
  return until(`the review of ${run}`, waits, PATIENCE_MS);
}

function heard(what: RegExp): Promise<RegExpExecArray> {
  return until(`the tour to say ${String(what)}`, () => what.exec(tour.said()) ?? undefined, PATIENCE_MS);
}
