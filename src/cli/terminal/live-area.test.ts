import { expect, test } from 'vitest';
import { drawnScreen } from '../testing/drawn-screen.ts';
import { recordedTerminal } from '../testing/recorded-terminal.ts';
import { createLiveArea } from './live-area.ts';

const SCREEN = { columns: 40, rows: 10 };

test('each drawing takes the place of the last, longer or shorter', () => {
  const out = recordedTerminal(SCREEN);
  const area = createLiveArea(out);
  area.draw(['LINT running', 'UNIT running', 'SEC running']);
  expect(drawnScreen(out.written(), SCREEN)).toEqual(['LINT running', 'UNIT running', 'SEC running', '']);
  area.draw(['LINT pass']);
  expect(drawnScreen(out.written(), SCREEN)).toEqual(['LINT pass', '']);
  area.draw(['LINT pass', 'BUILD running']);
  expect(drawnScreen(out.written(), SCREEN)).toEqual(['LINT pass', 'BUILD running', '']);
});

test('lines above stay, and what comes after stands below', () => {
  const out = recordedTerminal(SCREEN);
  const area = createLiveArea(out);
  out.line('$ shipchart run');
  area.draw(['LINT running', 'UNIT running']);
  area.above(['notice: the build is broken']);
  area.draw(['LINT fail', 'UNIT pass']);
  area.end();
  out.line('shop-12 failed');
  const rows = ['$ shipchart run', 'notice: the build is broken', 'LINT fail', 'UNIT pass', 'shop-12 failed', ''];
  expect(drawnScreen(out.written(), SCREEN)).toEqual(rows);
});

test('the same drawing is not written again', () => {
  const out = recordedTerminal(SCREEN);
  const area = createLiveArea(out);
  area.draw(['LINT running']);
  const before = out.written();
  area.draw(['LINT running']);
  expect(out.written()).toBe(before);
});

test('on a screen that became narrower, the rows that lines wrapped to are taken back too', () => {
  const screen = { columns: 40, rows: 10 };
  const out = recordedTerminal(screen);
  const area = createLiveArea(out);
  area.draw(['x'.repeat(30), 'y']);
  screen.columns = 15;
  area.draw(['x', 'y']);
  expect(out.written()).toContain('\x1b[3A');
});
