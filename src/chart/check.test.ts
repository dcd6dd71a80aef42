import { expect, test } from 'vitest';
import { check } from './check.ts';
import type { Delivery } from './delivery.ts';
import { readDelivery } from './read-delivery.ts';
import { documentText } from './testing/random-charts.ts';
import { testDeclarations } from './testing/kinds.ts';

function read(chart: string[], steps: string[]): Delivery {
  const { delivery, problems } = readDelivery('DELIVERY.md', documentText({ chart, steps }), testDeclarations);
  if (!delivery) throw new Error(JSON.stringify(problems));
  return delivery;
}

function found(delivery: Delivery, environments?: string[]): string[] {
  return check(delivery, environments ? { environments } : {}).map(
    ({ severity, rule, message }) => `${severity} ${rule}: ${message}`,
  );
}

const STEPS = [
  'B: { uses: image }',
  'D: { uses: deploy, to: production }',
  'T: { uses: traffic, to: production, weight: 5 % }',
  'M: { uses: monitor, of: production }',
  'W: { uses: traffic, to: production, weight: 100 % }',
  'N: { uses: notify }',
];
const CANARY = ['B --> D --> T --> M', 'M -->|healthy| W', 'B & D & T & W -->|failed| N'];

test('a drawn anomaly without a drawn rollback is a warning, since the run returns the environment itself', () => {
  const delivery = read([...CANARY, 'M -->|anomaly| N', 'M -->|inconclusive| N'], STEPS);
  expect(found(delivery)).toEqual([
    'warning traffic-left-split: After B done → D done → T done → M anomaly: nothing in the chart takes the new release off `production`.',
  ]);
});

test('a drawn rollback is enough', () => {
  const steps = [...STEPS, 'R: { uses: rollback, of: production }'];
  const drawn = [
    'B --> D --> T --> M',
    'M -->|healthy| W',
    'B & D & T -->|failed| N',
    'M -->|anomaly| R',
    'M -->|inconclusive| R',
    'W -->|failed| R',
    'R --> N',
  ];
  expect(found(read(drawn, steps))).toEqual([]);
});

test("a chart that claims environments against the operator's order is refused, and says where", () => {
  const steps = [
    'B: { uses: image }',
    'P: { uses: deploy, to: production }',
    'S: { run: x, against: staging }',
    'Q: { run: x, against: production }',
    'N: { uses: notify }',
  ];
  const delivery = read(['B --> P --> S --> Q', 'B & P -->|failed| N', 'S & Q -->|fail| N'], steps);
  expect(found(delivery, ['staging', 'production'])).toEqual([
    'error claim-order: After B done → P done: `S` asks for `staging` while the run holds `production`, and two runs could wait for each other.',
  ]);
  expect(found(delivery, ['production', 'staging'])).toEqual([]);
  expect(found(delivery)).toEqual([]);
});

test('an environment that no later step uses is given back before the next is claimed', () => {
  const steps = [
    'B: { uses: image }',
    'P: { uses: deploy, to: production }',
    'S: { run: x, against: staging }',
    'N: { uses: notify }',
  ];
  const delivery = read(['B --> P --> S', 'B & P -->|failed| N', 'S -->|fail| N'], steps);
  expect(found(delivery, ['staging', 'production'])).toEqual([]);
});

test('a cycle that a failure goes round is sound', () => {
  const delivery = read(
    ['A --> B', 'B -->|fail| A', 'B -->|pass| C', 'A & C -->|fail| N'],
    ['A: { run: a }', 'B: { run: b }', 'C: { run: c }', 'N: { uses: notify }'],
  );
  expect(found(delivery)).toEqual([]);
});

test('where no failure has a notify, the note names who is told instead', () => {
  expect(found(read(['A --> B'], ['A: { run: a }', 'B: { run: b }']))).toEqual([
    "warning unheard: No drawn path leads to a notify from: A fail, B fail. Of these the operator's default channel is told.",
  ]);
});

test('a chart with too many endings to look at each says so, and the first ones are judged all the same', () => {
  const many = Array.from({ length: 40 }, (_, index) => index);
  const chart = many.flatMap((index) => [`A --> T${index}`, `T${index} -->|pass| J`, `T${index} -->|fail| N`]);
  const steps = [
    'A: { run: a }',
    ...many.map((index) => `T${index}: { run: t }`),
    'J: { uses: deploy, to: production }',
    'N: { uses: notify }',
  ];
  expect(check(read(chart, steps)).map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['proof-bounded', 'image-missing']),
  );
});
