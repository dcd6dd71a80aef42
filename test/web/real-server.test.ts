import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunView } from '../../src/api/shapes.ts';
import { until } from '../support/programs.ts';
import { canBrowse, openBrowser, whyNoBrowser } from './open-browser.ts';
import { startRealDelivery, type RealDelivery } from './real-delivery.ts';

if (whyNoBrowser !== '') console.log(`SKIPPED: the page in front of a real server (${whyNoBrowser})`);

const ASSETS = join(import.meta.dirname, '../../dist/web/assets');
const SCRIPT_BYTES_MAX = 200_000;
const VISITS_EVERY_MS = 4;
/** The killed server, the second of two answers, and the one from who may not. */
const PROVOKED = /net::ERR_|status of (?:403|409)/;
const PATIENCE_MS = 20_000;

let delivery: RealDelivery;
let browser: Browser;
let run: string;
/** Whatever any page complains about. */
const complaints: string[] = [];

// One story, told in order: each test goes on where the one before it ended.
beforeAll(async () => {
  if (!canBrowse) return;
  [delivery, browser] = await Promise.all([startRealDelivery(), openBrowser()]);
  const client = delivery.clientOf('carl');
  const { id } = await client.start({ ref: 'main', adopt: ['production'] });
  await ended(id);
  delivery.writePolicy();
  delivery.commit('Break the shop', true);
  run = (await client.start({ ref: 'main' })).id;
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await delivery?.end();
}, 60_000);

test.skipIf(!canBrowse)(
  'a run is watched live, and a log of 10,000 lines is searched, folded and linked to',
  async () => {
    const page = await pageOf('ann', `/runs/${run}?step=LOG`);
    await page.locator('.chart [data-id="LOG"][data-status="passed"]').waitFor();
    await page.locator('.chart [data-id="ASK"][data-status="waiting"]').waitFor();
    await page.getByText('10,042 lines', { exact: true }).waitFor();
    expect(await page.locator('.log-line').count()).toBeLessThan(150);

    await page.getByRole('button', { name: 'First error' }).click();
    await page.getByText('Error: the only one').waitFor();
    expect(page.url()).toContain('line=10002');
    await page.getByRole('searchbox').fill('LINE 5000');
    await page.getByRole('searchbox').press('Enter');
    await page.locator('.log-line[data-marked="true"]', { hasText: 'line 5000' }).waitFor();
    await page.getByRole('button', { name: 'Fold all' }).click();
    await page.getByText('10000 lines').waitFor();

    const shown = async (what: string) => (await fetch(`${delivery.address}/api/runs/${run}/${what}`)).text();
    expect(await shown('chart.svg')).toMatch(/data-id="ASK" data-status="waiting"/);
    expect(await shown('chart.md')).toMatch(/^```mermaid\nflowchart TD\n[^]* style ASK fill:#fff2d4/);

    await page.goto(`${delivery.address}/runs/${run}?step=LOG&line=7778`);
    await page.locator('.log-line[data-marked="true"]', { hasText: 'line 7777' }).waitFor();
    await page.close();
  },
);

test.skipIf(!canBrowse)('two reviewers answer at once: one answer counts, both see it', async () => {
  const path = `/runs/${run}/review/ASK`;
  const [ann, bob, carl] = [await pageOf('ann', path), await pageOf('bob', path), await pageOf('carl', path)];
  const approve = (page: Page) => page.getByRole('button', { name: 'Approve' });
  for (const page of [ann, bob]) await page.getByText('May answer: ann, bob').waitFor();
  await ann.getByText('server.js').waitFor();
  await ann.getByText('review (reviewers, 1) before deploy to production').waitFor();
  await ann.getByText('not met so far').first().waitFor();
  await approve(carl).click();
  await carl.getByRole('alert').getByText('nobody reviews their own').waitFor();
  await Promise.all([approve(ann).click(), approve(bob).click()]);
  for (const page of [ann, bob, carl]) await page.getByRole('heading', { name: 'It was approved' }).waitFor();
  await ann.getByText('met by Review').waitFor();
  const step = (await delivery.clientOf('ann').run(run)).steps.find(({ node }) => node === 'ASK');
  expect(step?.output).toEqual({ by: [expect.stringMatching(/^(?:ann|bob)$/)] });
  await Promise.all([ann.close(), bob.close(), carl.close()]);
});

test.skipIf(!canBrowse)('a rollback is seen as it happens, and why', async () => {
  const page = await pageOf('ann', '/environments/production');
  await page.locator('.colour', { hasText: '20 %' }).waitFor();
  const { address = '' } = await delivery.clientOf('ann').environment('production');
  const visitors = setInterval(() => void fetch(address).catch(() => undefined), VISITS_EVERY_MS);
  try {
    await page.getByText(/^Back to shop@/).waitFor();
    await page.getByRole('heading', { name: /Watch: anomaly/ }).waitFor();
  } finally {
    clearInterval(visitors);
  }
  await page.locator('.plot-boundary-name').first().waitFor();
  await page.locator('.colour', { hasText: 'live, last good' }).getByText('100 %').waitFor();
  expect((await ended(run)).ending).toBe('rolled back');
  await page.getByRole('link', { name: 'The whole evidence, to send to someone' }).click();
  await page.getByRole('heading', { name: 'What was done' }).waitFor();
  const plot = page.getByRole('img', { name: /^Evidence over time against its boundaries: anomaly/ });
  await plot.waitFor();
  expect(await plot.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await page.getByText('rolled back').waitFor();
  await page.close();
});

test.skipIf(!canBrowse)('what a killed server did not tell is told when it is back', async () => {
  const page = await pageOf('ann', '/');
  await page.getByRole('heading', { level: 1, name: 'All quiet' }).waitFor();
  await delivery.kill();
  await page.getByText('Connection lost.').waitFor();
  await delivery.start();
  delivery.commit('Mend the shop', false);
  const { id } = await delivery.clientOf('carl').start({ ref: 'main' });
  await page.getByText('Connection lost.').waitFor({ state: 'detached' });
  await page
    .getByRole('link', { name: /^Mend the shop/ })
    .first()
    .waitFor();
  await until('the review', async () =>
    (await delivery.clientOf('ann').run(id)).waitsForPeople.length > 0 ? true : undefined,
  );
  await page.getByRole('heading', { level: 1, name: 'One run waits for you' }).waitFor();
  expect(await page.locator('.flight').first().getAttribute('data-mine')).toBe('true');
  await page.locator('.mini-chart [data-id="ASK"][data-status="waiting"]').waitFor({ state: 'attached' });
  await page.close();
});

test.skipIf(!canBrowse)('locking says what it does, and an environment that is locked says who did it', async () => {
  const page = await pageOf('ann', '/environments/production');
  await page.getByRole('button', { name: 'Lock…' }).click();
  await page.getByText('No run gets into production until it is unlocked').waitFor();
  await page.getByLabel('Why').fill('stocktaking');
  await page.getByRole('button', { name: 'Lock production' }).click();
  await page.getByText('Locked by ann: stocktaking').waitFor();
  expect((await delivery.clientOf('ann').environment('production')).lock).toMatchObject({ owner: 'ann' });
  await page.getByRole('button', { name: 'Unlock…' }).click();
  await page.getByRole('button', { name: 'Unlock production' }).click();
  await page.getByRole('button', { name: 'Lock…' }).waitFor();
  await page.close();
});

test.skipIf(!canBrowse)('a cancelled run is tried again from where it was cut short, as said beforehand', async () => {
  const { id } = await inFlight();
  await delivery.clientOf('ann').cancel(id, 'wrong day');
  await ended(id);
  const page = await pageOf('ann', `/runs/${id}`);
  await page.getByRole('button', { name: 'Retry from failure…' }).click();
  await page.getByText('keeps what passed: Checkout, Long log, Image').waitFor();
  await page.getByText('does Review again').waitFor();
  await page.getByText('waits its turn for production').waitFor();
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('.chart [data-id="ASK"][data-status="waiting"]').waitFor();
  expect(await delivery.clientOf('ann').run(id)).toMatchObject({ phase: 'running', retries: 1 });

  await page.goto(`${delivery.address}/runs/${run}?step=DEPLOY`);
  await page.getByRole('button', { name: 'Retry from here…' }).click();
  await page.getByRole('alert').getByText('was rolled back in production').waitFor();
  expect(await page.getByRole('button', { name: 'Retry', exact: true }).isDisabled()).toBe(true);
  await page.close();
});

test.skipIf(!canBrowse)('a rollback by hand says what it will do, does it, and holds until it is lifted', async () => {
  const { id } = await inFlight();
  await delivery.clientOf('ann').answer(id, { node: 'ASK', decision: 'approved' });
  const page = await pageOf('bob', '/environments/production');
  await page.locator('.colour', { hasText: '20 %' }).waitFor();
  const { live, candidate } = await delivery.clientOf('ann').environment('production');
  await page.getByRole('button', { name: 'Roll back…' }).click();
  await page.getByText(`cancels ${id}, which holds production now`).waitFor();
  await page.getByText(`gives all traffic to ${live?.release}`).waitFor();
  await page.getByText(`takes ${candidate?.release} out of service and bans it here`).waitFor();
  await page.getByLabel('Why').fill('the phones ring');
  await page.getByRole('button', { name: 'Roll production back' }).click();
  await page.getByText('Held for people by bob').waitFor();
  await page.getByText(`${live?.release} serves everything, verified.`).waitFor();
  expect((await ended(id)).ending).toBe('cancelled');

  await page.getByRole('button', { name: 'Lift the hold…' }).click();
  await page.getByRole('button', { name: 'Lift the hold', exact: true }).click();
  await page.getByText('bob lifted the hold: runs get in again.').waitFor();
  await page.getByRole('button', { name: 'Lock…' }).waitFor();
  await page.close();
});

test.skipIf(!canBrowse)(
  'every page keeps WCAG 2.2 AA, in light and dark, and fits a phone',
  async () => {
    const paths = [
      '/',
      `/runs/${run}`,
      `/runs/${run}?step=WATCH`,
      `/runs/${run}?step=LOG`,
      `/runs/${run}/review/ASK`,
      `/runs/${run}/evidence/WATCH`,
      '/environments/production',
      '/history',
      '/settings',
    ];
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await pageOf('ann', '/', colorScheme);
      for (const path of paths) {
        await page.goto(delivery.address + path);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.waitForLoadState('load');
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          // Takes the time drawn under a node for a part of its label, which the name does hold.
          .disableRules('label-content-name-mismatch')
          .analyze();
        for (const { id, nodes } of violations)
          found.push(...nodes.map((node) => `${colorScheme} ${path}: ${id} at ${node.target.join(' ')}`));
        await page.setViewportSize({ width: 390, height: 844 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > 390) found.push(`${path} is ${wide} px wide on a phone`);
        await page.setViewportSize({ width: 1280, height: 800 });
      }
      await page.close();
    }
    expect(found).toEqual([]);
    expect(complaints.filter((each) => !PROVOKED.test(each))).toEqual([]);
  },
  120_000,
);

test.skipIf(!canBrowse)('the page stays small', () => {
  const scripts = readdirSync(ASSETS).filter((name) => name.endsWith('.js'));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name))).length, 0);
  expect(bytes).toBeLessThan(SCRIPT_BYTES_MAX);
});

async function pageOf(name: string, path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    colorScheme,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${delivery.address}${path}#token=${delivery.tokenOf(name)}`);
  return page;
}

/** The newest run, once it waits for its review. */
function inFlight(): Promise<RunView> {
  const client = delivery.clientOf('ann');
  return until('a review', async () => {
    const [newest] = await client.runs(1);
    return newest && newest.waitsForPeople.length > 0 ? client.run(newest.id) : undefined;
  });
}

function ended(id: string): Promise<RunView> {
  return until(`the end of ${id}`, async () => {
    const view = await delivery.clientOf('ann').run(id);
    return view.phase === 'ended' ? view : undefined;
  });
}
