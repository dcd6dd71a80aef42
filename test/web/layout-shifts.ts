import type { Page } from '@playwright/test';

type Noting = Window & { shifted?: number };

/** Has the page add up how much of it moves by itself (its cumulative layout shift), from its next load on. */
export async function noteShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noting: Noting = window;
    noting.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) noting.shifted = (noting.shifted ?? 0) + entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** 0: nothing has jumped. */
export function shiftsOf(page: Page): Promise<number> {
  return page.evaluate(() => (window as Noting).shifted ?? Infinity);
}
