import { expect, test } from 'vitest';
import { leadTime } from './lead-time.ts';
import { readDelivery } from './read-delivery.ts';
import { rehearse } from './rehearse.ts';
import { documentText } from './testing/random-charts.ts';
import { testDeclarations } from './testing/kinds.ts';

const STEPS = ['A: { run: a }', 'B: { run: b }', 'C: { run: c }', 'D: { run: d }', 'N: { uses: notify }'];

function timed(chart: string[], durations: Record<string, number>, choices: Record<string, string[]> = {}) {
  const { delivery, problems } = readDelivery('DELIVERY.md', documentText({ chart, steps: STEPS }), testDeclarations);
  if (!delivery) throw new Error(JSON.stringify(problems));
  const rehearsed = rehearse(delivery, choices, 'first');
  if ('mistakes' in rehearsed) throw new Error(rehearsed.mistakes.join());
  const lead = leadTime(delivery, rehearsed.endings[0]?.walk ?? [], new Map(Object.entries(durations)));
  return { ...lead, criticalPath: lead.criticalPath.map(({ node, visit, ms }) => `${node}#${visit} ${ms}`).join(' ') };
}

test('a join waits for the slowest, and that is the critical path', () => {
  const chart = ['A --> B & C', 'B --> D', 'C --> D', 'D -->|fail| N'];
  expect(timed(chart, { A: 1, B: 5, C: 20, D: 3 })).toEqual({
    ms: 24,
    criticalPath: 'A#1 1 C#1 20 D#1 3',
    unknown: [],
  });
});

test('a failure is told at once, while the others still run', () => {
  const chart = ['A --> B & C', 'B -->|fail| N', 'C -->|fail| N', 'B & C --> D'];
  expect(timed(chart, { A: 1, B: 5, C: 20, N: 2 }, { B: ['fail'], C: ['fail'] })).toMatchObject({
    ms: 21,
    criticalPath: 'A#1 1 C#1 20',
  });
  expect(timed(chart, { A: 1, B: 5, C: 6, N: 2 }, { B: ['fail'], C: ['fail'] })).toMatchObject({
    ms: 8,
    criticalPath: 'A#1 1 B#1 5 N#1 2',
  });
});

test('each visit of a cycle takes its time again', () => {
  const chart = ['A --> B', 'B -->|fail| C', 'C --> A', 'B -->|pass| D', 'D -->|fail| N'];
  expect(timed(chart, { A: 1, B: 2, C: 10, D: 100 }, { B: ['fail', 'pass'] })).toMatchObject({
    ms: 116,
    criticalPath: 'A#1 1 B#1 2 C#1 10 A#2 1 B#2 2 D#1 100',
  });
});

test('a step that no time is known of counts as none, and is named', () => {
  expect(timed(['A --> B', 'C & D & N'], { A: 4, C: 1, D: 1, N: 1 })).toMatchObject({ ms: 4, unknown: ['B'] });
});
