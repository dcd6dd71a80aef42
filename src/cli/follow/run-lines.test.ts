import { expect, test } from 'vitest';
import { widthOf } from '../terminal/fit.ts';
import { aStep, aView, BEGIN, passed, running } from '../testing/views.ts';
import { runLines } from './run-lines.ts';

const NOW = BEGIN + 65_000;

test('a run as a list: who ships what, then the steps in the order of the chart', () => {
  const view = aView(
    [
      passed('CI', 1_200, { outcome: 'done', label: 'CI Pipeline\\nGitHub Actions' }),
      passed('UNIT', 4_000, { label: '🧪 Unit Tests', attempt: 2 }),
      passed('SEC', 900, { status: 'failed', outcome: 'fail', couldNotRun: true, reason: 'no registry\x1b[2J' }),
      running('LINT', { label: '🔍 Lint & Format', message: 'eslint' }),
      aStep('BUILD', { label: '🐳 Docker Build' }),
    ],
    ['CI LINT', 'CI UNIT', 'CI SEC', 'LINT BUILD', 'UNIT BUILD', 'SEC BUILD'],
  );
  expect(runLines(view, NOW)).toEqual([
    '▸ shop-12 3f9c2ab Sort the cart · ann  running, 1 min 5 s',
    '',
    '  ✓ CI     CI Pipeline             1.2 s  done',
    '┌ ✓ UNIT   🧪 Unit Tests           4.0 s  pass · try 2',
    '│ ✗ SEC                            0.9 s  could not run · no registry',
    '└ ▸ LINT   🔍 Lint & Format    1 min 5 s  eslint',
    '  · BUILD  🐳 Docker Build',
  ]);
});

test.each([24, 12, 8, 5])(
  '40 steps fit a screen of %i rows, and what is under way is never folded away while there is room',
  (rows) => {
    const steps = [
      ...Array.from({ length: 18 }, (_, at) => passed(`P${at}`, 100)),
      running('CANARY'),
      ...Array.from({ length: 21 }, (_, at) => aStep(`I${at}`)),
    ];
    const edges = steps.slice(1).map((step, at) => `${steps[at]?.node} ${step.node}`);
    const lines = runLines(aView(steps, edges), NOW, { columns: 60, rows, paint: (_, text) => text });
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(lines.join('\n')).toContain('▸ CANARY');
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(60);
  },
);

test('when everything runs at once, what has no room is counted', () => {
  const steps = Array.from({ length: 30 }, (_, at) => running(`S${at}`));
  const lines = runLines(aView(steps), NOW, { columns: 80, rows: 10, paint: (_, text) => text });
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toContain('… 23 more: S7, S8');
});

test('a cycle is a list too', () => {
  const view = aView([passed('FIX', 10), running('TEST', { visit: 2 })], ['FIX TEST', 'TEST FIX']);
  expect(runLines(view, NOW).slice(2)).toEqual(['  ✓ FIX                pass', '  ▸ TEST    1 min 5 s  visit 2']);
});
