import { expect, test } from 'vitest';
import { readDelivery } from './read-delivery.ts';
import { mayStart } from './start-rule.ts';
import { documentText } from './testing/random-charts.ts';
import { testDeclarations } from './testing/kinds.ts';

const STEPS = [
  'A: { run: a }',
  'B: { run: b }',
  'R: { uses: approval-rule }',
  'V: { uses: review, by: x }',
  'J: { run: j }',
];

function starts(chart: string[], node: string, ...tokens: string[]): boolean {
  const { delivery, problems } = readDelivery('DELIVERY.md', documentText({ chart, steps: STEPS }), testDeclarations);
  if (!delivery) throw new Error(JSON.stringify(problems));
  return mayStart(delivery, node, (edge) => tokens.includes(edge));
}

const ALL = ['A', 'B', 'R', 'V', 'J'];

test('what nothing leads to starts with the run', () => {
  expect(starts([...ALL, 'A --> J'], 'A')).toBe(true);
  expect(starts([...ALL, 'A --> J'], 'J')).toBe(false);
});

test('edges that may both hold a token are both waited for', () => {
  const chart = [...ALL, 'A --> J', 'B --> J'];
  expect(starts(chart, 'J', 'L_A_J_0')).toBe(false);
  expect(starts(chart, 'J', 'L_A_J_0', 'L_B_J_0')).toBe(true);
});

test('of edges that exclude each other one is enough, also through what caused them', () => {
  const chart = [...ALL, 'R -->|no| J', 'R -->|yes| V', 'V -->|approved| J'];
  expect(starts(chart, 'J', 'L_R_J_0')).toBe(true);
  expect(starts(chart, 'J', 'L_V_J_0')).toBe(true);
  expect(starts(chart, 'J')).toBe(false);
});

test('one failure is enough, and `always` waits', () => {
  expect(starts([...ALL, 'A -->|fail| J', 'B -->|fail| J', 'V --> J'], 'J', 'L_B_J_0')).toBe(true);
  expect(starts([...ALL, 'A -->|always| J', 'B -->|always| J'], 'J', 'L_B_J_0')).toBe(false);
});

test('an edge back to the head of a cycle is not waited for', () => {
  const chart = [...ALL, 'A --> J --> B', 'B -->|fail| J'];
  expect(starts(chart, 'J', 'L_A_J_0')).toBe(true);
  expect(starts(chart, 'J', 'L_B_J_0')).toBe(false);
});
