import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunView, StepView } from '../../src/api/shapes.ts';
import { canBrowse, openBrowser, whyNoBrowser } from './open-browser.ts';
import { startWebFixture, type WebFixture } from '../support/web-fixture.ts';

if (whyNoBrowser !== '') console.log(`SKIPPED: the page's browser tests (${whyNoBrowser})`);

let browser: Browser;
let fixture: WebFixture;
let page: Page;
/** Whatever the page complains about: refused by its security policy, thrown, not found. */
let complaints: string[];

beforeAll(async () => {
  if (!canBrowse) return;
  browser = await openBrowser();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  if (!canBrowse) return;
  fixture = await startWebFixture();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});

afterEach(async () => {
  await page?.context().close();
  await fixture?.down();
});

test.skipIf(!canBrowse)('a run is seen live: marks, times and edges follow what is told', async () => {
  const { canary } = fixture.server.runs;
  await open('/runs/shop-12');
  await status('MONITOR', 'running');
  expect(await node('MONITOR').getAttribute('aria-label')).toMatch(/^📊 Monitor Metrics: running, \d+ s$/);
  expect(await edge('L_CANARY_MONITOR_0').getAttribute('data-edge')).toBe('live');
  expect(await edge('L_MONITOR_FULL_ROLLOUT_0').getAttribute('data-edge')).toBeNull();

  fixture.server.tell(
    withStep(canary, 'MONITOR', { status: 'passed', state: 'ended', outcome: 'healthy', endedAt: Date.now() }),
  );
  await status('MONITOR', 'passed');
  expect(await edge('L_CANARY_MONITOR_0').getAttribute('data-edge')).toBe('taken');
  await page.getByRole('status').filter({ hasText: 'Monitor Metrics: healthy.' }).waitFor({ state: 'attached' });
  expect(complaints).toEqual([]);
});

test.skipIf(!canBrowse)(
  'the whole chart is on the screen at first, and nothing that the server drew with is run',
  async () => {
    await open('/runs/shop-12');
    await status('MONITOR', 'running');
    const pane = await box('.chart-pane');
    for (const name of ['DEV', 'NOTIFY_FAIL', 'INT_TEST', 'NOTIFY_OK']) {
      const shape = await box(`.chart [data-id="${name}"] .shape`);
      expect(shape.x, name).toBeGreaterThan(pane.x);
      expect(shape.y, name).toBeGreaterThan(pane.y);
      expect(shape.x + shape.width, name).toBeLessThan(pane.x + pane.width);
      expect(shape.y + shape.height, name).toBeLessThan(pane.y + pane.height);
    }
    expect(await page.locator('.chart [style*="fill"]').count()).toBe(0);
  },
);

test.skipIf(!canBrowse)('a lost connection is told, and afterwards nothing is missing', async () => {
  const { canary } = fixture.server.runs;
  await open('/runs/shop-12');
  await status('MONITOR', 'running');
  await fixture.down();
  await page.getByText('Connection lost.').waitFor();
  fixture.server.tell(
    withStep(canary, 'MONITOR', { status: 'failed', state: 'ended', outcome: 'anomaly', endedAt: Date.now() }),
  );
  await fixture.back();
  await status('MONITOR', 'failed');
  await page.getByText('Connection lost.').waitFor({ state: 'detached' });
  expect(await node('MONITOR').getAttribute('aria-label')).toMatch(/anomaly/);
});

test.skipIf(!canBrowse)(
  'a waiting review is approved with a comment, by the token that came with the address',
  async () => {
    await open(`/runs/shop-14#token=${fixture.server.token}`);
    await page.getByLabel('Comment').fill('Looks right.');
    expect(page.url(), 'the token leaves the address bar').toBe(`${fixture.address}/runs/shop-14`);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await status('REVIEW', 'passed');
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor({ state: 'detached' });
    expect(fixture.server.received).toEqual([
      {
        path: '/api/runs/shop-14/answer',
        body: { node: 'REVIEW', decision: 'approved', comment: 'Looks right.', acceptsOutdated: false },
      },
    ]);
  },
);

test.skipIf(!canBrowse)(
  'what would be undone, and why people are asked again, is said before it can be approved',
  async () => {
    const { review } = fixture.server.runs;
    const figures = { undoes: 'shop@77ab013', again: 'Asked again while it waited: something else is live.' };
    fixture.server.tell(withStep(review, 'REVIEW', { figures }));
    await open(`/runs/shop-14#token=${fixture.server.token}`);
    await page.getByText('Asked again while it waited').waitFor();
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    expect(await approve.isDisabled()).toBe(true);
    await page.getByLabel('I accept that shop@77ab013, which is live, is undone.').check();
    await approve.click();
    await status('REVIEW', 'passed');
    expect(fixture.server.received).toMatchObject([{ body: { decision: 'approved', acceptsOutdated: true } }]);
  },
);

test.skipIf(!canBrowse)('without a token the page says how to get one, and takes one', async () => {
  await open('/runs/shop-14');
  await page.getByText('shipchart approve shop-14 REVIEW').waitFor();
  expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
  await page.getByLabel('Token').fill('wrong');
  await page.getByRole('button', { name: 'Use' }).click();
  await page.getByText('Nobody has this token.').waitFor();
  await page.getByLabel('Token').fill(fixture.server.token);
  await page.getByRole('button', { name: 'Use' }).click();
  await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
  expect(await page.getByText('Nobody has this token.').count()).toBe(0);
});

test.skipIf(!canBrowse)('cancelling says what it does before it is done', async () => {
  await open(`/runs/shop-12#token=${fixture.server.token}`);
  await page.getByRole('button', { name: 'Cancel…' }).click();
  await page.getByText('goes back to its stable release').waitFor();
  await page.getByLabel('Why').fill('wrong branch');
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(fixture.server.received).toEqual([{ path: '/api/runs/shop-12/cancel', body: { reason: 'wrong branch' } }]);
});

test.skipIf(!canBrowse)('the keyboard walks the chart, opens a step, and comes back to it', async () => {
  await open('/runs/shop-13');
  await node('NOTIFY_FAIL').waitFor();
  await node('CI').focus();
  await page.keyboard.press('ArrowDown');
  expect(await focusedNode()).toBe('UNIT');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Unit Tests' }).waitFor();
  expect(page.url()).toContain('?step=UNIT');
  await page.getByText('1 of 64 tests failed').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Steps' }).waitFor();
  expect(await focusedNode()).toBe('UNIT');
});

test.skipIf(!canBrowse)('wheel, drag and buttons move the view; Fit brings all of it back', async () => {
  await open('/runs/shop-12');
  await node('DEV').waitFor();
  const whole = await sceneTransform();
  await page.mouse.move(500, 500);
  await page.mouse.wheel(0, -400);
  await expect.poll(sceneTransform).not.toBe(whole);
  const near = await sceneTransform();
  await page.mouse.down();
  await page.mouse.move(420, 380, { steps: 4 });
  await page.mouse.up();
  expect(await sceneTransform()).not.toBe(near);
  expect(page.url(), 'a drag is not a click').not.toContain('step=');
  await page.getByRole('button', { name: 'Fit' }).click();
  await expect.poll(sceneTransform).toBe(whole);
});

test.skipIf(!canBrowse)(
  'a log of many lines is followed to its end, coloured, and only drawn where it is seen',
  async () => {
    fixture.server.logOf('MONITOR').write(Array.from({ length: 10_000 }, (_, index) => `line ${index + 1}\n`).join(''));
    await open('/runs/shop-12?step=MONITOR');
    await page.getByText('line 10000', { exact: true }).waitFor();
    fixture.server.logOf('MONITOR').write('\x1b[31m<b>the end</b>\x1b[0m\n');
    await page.getByText('<b>the end</b>').waitFor();
    expect(await page.getByText('<b>the end</b>').evaluate((element) => getComputedStyle(element).color)).toBe(
      'rgb(255, 123, 114)',
    );
    expect(await page.locator('.log-line').count()).toBeLessThan(120);
    await page.locator('.log-pane').evaluate((pane) => pane.scrollTo(0, 0));
    await page.getByText('line 1', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'To the end' }).click();
    await page.getByText('<b>the end</b>').waitFor();
  },
);

test.skipIf(!canBrowse)('a log goes on where it was when the server was gone', async () => {
  fixture.server.logOf('MONITOR').write('one\n');
  await open('/runs/shop-12?step=MONITOR');
  await page.getByText('one', { exact: true }).waitFor();
  await fixture.down();
  fixture.server.logOf('MONITOR').write('two\n');
  await fixture.back();
  await page.getByText('two', { exact: true }).waitFor();
  expect(await page.locator('.log-line').count()).toBe(2);
});

test.skipIf(!canBrowse)('home says what waits for a person first, what is live where, and follows a run', async () => {
  const { review } = fixture.server.runs;
  await open('/');
  await page.getByRole('heading', { level: 1, name: 'One run waits for a person' }).waitFor();
  await page.getByText('95 %').waitFor();
  await page.getByText('shop-12 holds production').waitFor();
  await page.getByText('production went back to shop@91c02de').waitFor();
  fixture.server.tell({ ...review, version: 99, waitsForPeople: [] });
  await page.getByRole('heading', { level: 1, name: '2 runs in flight' }).waitFor();
  await page.getByRole('link', { name: /^Prices: show the discount first/ }).click();
  await page.getByRole('heading', { name: 'Failed' }).waitFor();
  await page.getByRole('link', { name: /Open .*Unit Tests/ }).click();
  await page.getByRole('heading', { name: 'Unit Tests' }).waitFor();
  expect(page.url()).toBe(`${fixture.address}/runs/shop-13?step=UNIT`);
});

test.skipIf(!canBrowse)('a run that is not there says so', async () => {
  await open('/runs/shop-99');
  await page.getByRole('heading', { name: 'There is no run shop-99.' }).waitFor();
  expect(await page.getByRole('link', { name: 'See what is live where' }).getAttribute('href')).toBe('/');
});

test.skipIf(!canBrowse)('on a phone nothing is wider than the screen', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/', '/runs/shop-14', '/runs/shop-11?step=MONITOR']) {
    await open(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
  }
});

async function open(path: string): Promise<void> {
  await page.goto(fixture.address + path);
}

function node(name: string) {
  return page.locator(`.chart [data-id="${name}"][role="button"]`);
}

function edge(id: string) {
  return page.locator(`.pele-edge[data-id="${id}"]`);
}

async function status(name: string, wanted: StepView['status']): Promise<void> {
  await page.locator(`.chart [data-id="${name}"][data-status="${wanted}"]`).waitFor();
}

async function box(selector: string) {
  const found = await page.locator(selector).first().boundingBox();
  if (!found) throw new Error(`${selector} is not to be seen`);
  return found;
}

function focusedNode(): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('data-id'));
}

function sceneTransform(): Promise<string | null> {
  return page.locator('.chart-pane > svg > g').getAttribute('transform');
}

function withStep(run: RunView, name: string, change: Partial<StepView>): RunView {
  const steps = run.steps.map((step) => (step.node === name ? { ...step, ...change } : step));
  return { ...run, version: run.version + 100, steps };
}
