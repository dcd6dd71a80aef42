/**
 * How quick the page is, in a real Chromium before a real server on this machine: until a run's chart stands painted, and how a log of a
 * million lines is scrolled, searched and linked to. `npm run bench page`
 */
import type { Page } from '@playwright/test';
import { canBrowse, openBrowser, whyNoBrowser } from '../test/web/open-browser.ts';
import { startRealDelivery } from '../test/web/real-delivery.ts';
import { documentOf } from '../test/support/deliveries.ts';
import { until } from '../test/support/programs.ts';

const VIEWS = 10;
const LINES = 1_000_000;
const DOCUMENT = documentOf(
  ['CI[Checkout] --> MANY[A million lines]', 'MANY -->|pass| LAST[Tell]', 'MANY -->|fail| LAST'],
  ['CI: { uses: checkout }', `MANY: { run: 'seq -f "line %.0f" 1 ${LINES}' }`, 'LAST: { uses: notify }'],
);

if (!canBrowse) console.log(`SKIPPED: ${whyNoBrowser}`);
else await measure();

async function measure(): Promise<void> {
  const delivery = await startRealDelivery(DOCUMENT);
  const browser = await openBrowser();
  try {
    const client = delivery.clientOf('ann');
    const { id } = await client.start({ ref: 'main' });
    await until('the run', async () => ((await client.run(id)).phase === 'ended' ? true : undefined));
    const firsts: number[] = [];
    for (let view = 0; view < VIEWS; view += 1) {
      // A context of its own each time: nothing is cached.
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
      firsts.push(await timed(() => page.goto(`${delivery.address}/runs/${id}`), painted(page)));
      await page.context().close();
    }
    console.log(
      `first view, run page with its chart painted: median ${median(firsts)} ms, slowest ${Math.max(...firsts)} ms`,
    );
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await measureLog(page, `${delivery.address}/runs/${id}?step=MANY`);
  } finally {
    await browser.close();
    await delivery.end();
  }
}

async function measureLog(page: Page, address: string): Promise<void> {
  const lineOf = (line: number) => page.getByText(`line ${line}`, { exact: true }).waitFor();
  console.log(`a log of ${LINES} lines: ${await timed(() => page.goto(address), lineOf(LINES))} ms to its end`);
  const pane = page.locator('.log-pane');
  const frames = await pane.evaluate(async (element) => {
    const gaps: number[] = [];
    let before = performance.now();
    for (let frame = 0; frame < 120; frame += 1) {
      element.scrollTop = (element.scrollHeight * (frame % 60)) / 60;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      gaps.push(performance.now() - before);
      before = performance.now();
    }
    return gaps.toSorted((a, b) => a - b);
  });
  console.log(`scrolled all over it: median frame ${round(frames[60])} ms, 95th of 100 ${round(frames[114])} ms`);
  const search = page.getByRole('searchbox');
  await search.fill('LINE 500000');
  console.log(`searched for one line: ${await timed(() => search.press('Enter'), lineOf(500_000))} ms`);
  console.log(`linked to one line: ${await timed(() => page.goto(`${address}&line=777777`), lineOf(777_777))} ms`);
}

function painted(page: Page): Promise<void> {
  return page.locator('.chart [data-id="LAST"][data-status="passed"]').waitFor();
}

async function timed(act: () => Promise<unknown>, seen: Promise<void>): Promise<number> {
  const begin = performance.now();
  await Promise.all([act(), seen]);
  return Math.round(performance.now() - begin);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number | undefined): string {
  return (value ?? 0).toFixed(1);
}
