import { expect, test } from 'vitest';
import { readDelivery } from './read-delivery.ts';
import { testDeclarations } from './testing/kinds.ts';

const FENCE = '```';
/** The chart's first line stands on line 3 of the file, the first line under `steps:` six lines below its last. */
function documentOf(chart: readonly string[], settings: readonly string[]): string {
  return [`${FENCE}mermaid`, 'flowchart TD', ...chart, FENCE, `${FENCE}yaml`, 'shipchart: 1', ...settings, FENCE].join(
    '\n',
  );
}

function read(chart: readonly string[], settings: readonly string[]) {
  return readDelivery('DELIVERY.md', documentOf(chart, settings), testDeclarations);
}

function bound(chart: readonly string[], ...settings: string[]) {
  const { delivery, problems } = read(chart, settings);
  if (!delivery) throw new Error(JSON.stringify(problems));
  return delivery;
}

function problems(chart: readonly string[], ...settings: string[]): string[] {
  return read(chart, settings).problems.map((p) => `${p.line}:${p.column} ${p.rule}: ${p.message} ${p.hint}`);
}

test('a node is what its settings say, and `run` alone is a command', () => {
  const { steps } = bound(
    ['A --> B'],
    'steps:',
    '  A: { run: npm test, against: staging }',
    '  B: { uses: deploy, to: production }',
  );
  expect(steps['A']).toMatchObject({
    kind: 'command',
    settings: { run: 'npm test' },
    environment: { name: 'staging', access: 'reads' },
  });
  expect(steps['B']).toMatchObject({
    kind: 'deploy',
    settings: { to: 'production' },
    thenTraffic: false,
    image: 'needs',
    couldNotRun: 'failed',
  });
});

test('actors, stores and marks are complete at once unless they are bound', () => {
  const { steps } = bound(['A([dev]) --> B[(store)] --> C((x)) --> D([run])'], 'steps:', '  D: { run: x }');
  expect(Object.values(steps).map((step) => step.kind)).toEqual(['passive', 'passive', 'passive', 'command']);
});

test('an unbound node is a problem with the line to paste', () => {
  expect(problems(['A["Unit\\ntests"] --> 2b'], 'steps: {}')).toEqual([
    '3:1 unbound-node: Nothing says what `A` ("Unit tests") does. Add under `steps:` the line `  A: { run: … }`.',
    '3:22 unbound-node: Nothing says what `2b` does. Add under `steps:` the line `  "2b": { run: … }`.',
  ]);
});

test('unknown nodes, groups, kinds and settings are told at once, each with its place and the nearest name', () => {
  const found = problems(
    ['UNIT --> BUILD', 'subgraph Checks', '  UNIT', 'end'],
    'steps:',
    '  UNIT: { run: x, aginst: staging }',
    '  BIULD: { uses: image }',
    '  BUILD: { uses: imgae }',
    '  Checks: {}',
    'groups:',
    '  Check: { against: staging }',
    '  Checks: { nonsense: 1 }',
  );
  expect(found).toEqual([
    '11:19 unknown-setting: `steps.UNIT` has no setting `aginst`. Did you mean `against`?',
    '12:3 unknown-node: The chart has no node `BIULD`. Did you mean `BUILD`?',
    '13:18 unknown-kind: There is no step kind `imgae`. Did you mean `image`?',
    '14:3 unknown-node: The chart has no node `Checks`. `Checks` belongs under `groups:`. Valid nodes: UNIT, BUILD.',
    '16:3 unknown-group: The chart has no group `Check`. Did you mean `Checks`?',
    '17:13 unknown-setting: No step in the group `Checks` has a setting `nonsense`. Remove it, or correct its name.',
  ]);
});

test('missing and wrong settings stand at their place', () => {
  const found = problems(
    ['A --> B --> C --> D'],
    'steps:',
    '  A: { uses: deploy }',
    '  B: { uses: incident, severity: criticl }',
    '  C: { uses: approval-rule, required-when: { path: [x] } }',
    '  D:',
  );
  expect(found).toEqual([
    '8:3 missing-setting: `steps.A` needs the setting `to`. Add `to: …`.',
    '9:34 wrong-setting: `steps.B.severity`: expected one of "critical"|"warning". Did you mean `critical`?',
    '10:46 unknown-setting: `steps.C.required-when` has no setting `path`. Did you mean `paths`?',
    '11:3 missing-kind: `D` needs `uses: KIND` or `run: COMMAND`. Write `D: { run: … }` or `D: { uses: … }`.',
  ]);
});

test("a group's settings are defaults for its members, the innermost group first, where the member's kind knows them", () => {
  const chart = ['subgraph Outer', '  A', '  C', '  subgraph Inner', '    B', '  end', 'end', 'A --> B --> C'];
  const { steps } = bound(
    chart,
    'steps: { A: { run: a }, B: { run: b }, C: { uses: checkout } }',
    'groups: { Outer: { against: staging, prepare: npm ci }, Inner: { against: production } }',
  );
  expect(steps['A']?.environment?.name).toBe('staging');
  expect(steps['B']?.environment?.name).toBe('production');
  expect(steps['C']?.settings).toEqual({ prepare: 'npm ci' });
  expect(
    problems(
      chart,
      'steps: { A: { run: a }, B: { run: b }, C: { uses: checkout } }',
      'groups: { Outer: { against: 7 } }',
    ),
  ).toEqual([
    '15:29 wrong-setting: `steps.A.against`: expected string, received number. Correct the value.',
    '15:29 wrong-setting: `steps.B.against`: expected string, received number. Correct the value.',
  ]);
});

test.each([
  ['A -->|pass| B', ['pass'], 'forward'],
  ['A -->|✅ Success!| B', ['pass'], 'forward'],
  ['A -->|FAIL: stop here| B', ['fail'], 'failure'],
  ['A -->|always| B', ['pass', 'fail'], 'always'],
  ['A --> B', ['pass'], 'forward'],
  ['A -- "fail<br/>loudly" --> B', ['fail'], 'failure'],
])('%s means %j', (edge, outcomes, way) => {
  const { routes } = bound([edge], 'steps: { A: { run: a }, B: { run: b } }');
  expect(Object.values(routes)).toMatchObject([{ from: 'A', to: 'B', outcomes, way, back: false }]);
});

test('of several words that match the longest counts', () => {
  const { routes } = bound(
    ['A -->|no - auto deploy| B', 'A -->|Not required| B', 'A -->|yes| B'],
    'steps: { A: { uses: approval-rule }, B: { run: b } }',
  );
  expect(Object.values(routes).map((route) => route.outcomes)).toEqual([['no'], ['no'], ['yes']]);
});

test('a label that matches nothing, or is missing where there is a choice, lists what would match', () => {
  expect(
    problems(
      ['A -->|passing| B', 'G --> B', 'N([x]) -->|any prose| G'],
      'steps: { A: { run: a }, B: { run: b }, G: { uses: approval-rule } }',
    ),
  ).toEqual([
    '3:3 unknown-outcome: `passing` is no outcome of `A` (command). A label here may begin with: pass (success, ok); fail (failed, failure, error); always.',
    '4:3 label-needed: `G` (approval-rule) can end yes or no, and this edge does not say which it means. A label here may begin with: yes; no (not required); always.',
  ]);
});

test('edges that name no order or end at a group are refused', () => {
  expect(
    problems(['A --> G', 'A ~~~ B', 'A <--> B', 'subgraph G', 'B', 'end'], 'steps: { A: { run: a }, B: { run: b } }'),
  ).toEqual([
    expect.stringMatching(/^3:3 edge-to-group: .*`G`/),
    expect.stringMatching(/^4:3 invisible-edge/),
    expect.stringMatching(/^5:3 two-way-edge/),
  ]);
});

test('a cycle has a head, a back edge and a number of visits', () => {
  const chart = ['A --> H --> X', 'X -->|fail| F', 'F --> H', 'X --> E'];
  const steps = 'A: { run: a }, X: { run: x }, F: { run: f }, E: { run: e }';
  const delivery = bound(chart, `steps: { ${steps}, H: { run: h, max-visits: 5 } }`);
  expect(delivery.cycles).toEqual({ H: { maxVisits: 5, members: ['H', 'X', 'F'] } });
  expect(Object.values(delivery.routes).filter((route) => route.back)).toMatchObject([{ from: 'F', to: 'H' }]);
  expect(delivery.order).toEqual(['A', 'H', 'X', 'F', 'E']);
  expect(bound(chart, `steps: { ${steps}, H: { run: h } }`).cycles['H']?.maxVisits).toBe(3);
  expect(problems(chart, `steps: { ${steps}, H: { run: h, max-visits: 0 } }`)).toEqual([
    expect.stringMatching(/^10:83 wrong-setting/),
  ]);
  expect(problems(chart, `steps: { ${steps.replace('run: a', 'run: a, max-visits: 2')}, H: { run: h } }`)).toEqual([
    '10:23 max-visits-off-head: `max-visits` stands on the head of a cycle, and `A` is none. Cycles of this chart begin at H.',
  ]);
});

test('a cycle that nothing leads into begins at the node that is drawn first', () => {
  const delivery = bound(['A --> B', 'B --> A'], 'steps: { A: { run: a }, B: { run: b } }');
  expect(delivery.cycles).toEqual({ A: { maxVisits: 3, members: ['A', 'B'] } });
  expect(delivery.order).toEqual(['A', 'B']);
});

test('a cycle within a cycle has a head of its own, a cycle entered twice has none', () => {
  const steps = 'steps: { A: { run: a }, B: { run: b }, C: { run: c }, D: { run: d } }';
  expect(Object.keys(bound(['A --> B --> C', 'C -->|fail| B', 'C --> D', 'D -->|fail| A'], steps).cycles)).toEqual([
    'A',
    'B',
  ]);
  expect(problems(['A --> B', 'A --> C', 'B --> C', 'C --> B', 'C --> D'], steps)).toEqual([
    '4:7 cycle-without-head: The cycle B, C is entered at B and C; a cycle has one head through which every path enters it. Lead every path through one node of the cycle.',
  ]);
});

test('a deploy knows whether traffic of its environment follows before its next deploy', () => {
  const delivery = bound(
    ['S --> D --> T', 'D2 --> D3 --> T3'],
    'steps:',
    '  S: { uses: deploy, to: staging }',
    '  D: { uses: deploy, to: production }',
    '  T: { uses: traffic, to: production, weight: 5 % }',
    '  D2: { uses: deploy, to: production }',
    '  D3: { uses: deploy, to: production }',
    '  T3: { uses: traffic, to: production, weight: 5 % }',
  );
  expect(Object.values(delivery.steps).map((step) => [step.node, step.thenTraffic])).toEqual([
    ['S', false],
    ['D', true],
    ['T', undefined],
    ['D2', false],
    ['D3', true],
    ['T3', undefined],
  ]);
});

test('failures from which no drawn path reaches a notify are unheard, and the notify steps with a failure edge in hear them', () => {
  const delivery = bound(
    ['A -->|fail| N', 'A --> B', 'B -->|rejected| R', 'B --> M'],
    'steps: { A: { run: a }, N: { uses: notify }, B: { uses: review, by: x }, R: { uses: rollback, of: staging }, M: { uses: notify } }',
  );
  expect(Object.values(delivery.steps).map((step) => [step.node, step.unheard])).toEqual([
    ['A', []],
    ['N', []],
    ['B', ['rejected']],
    ['R', ['done']],
    ['M', []],
  ]);
  expect(delivery.failureNotifiers).toEqual(['N']);
});

test('ids that are names of an object are ids', () => {
  const delivery = bound(['constructor --> __proto__'], 'steps: { constructor: { run: a }, __proto__: { run: b } }');
  expect(Object.keys(delivery.steps)).toEqual(['constructor', '__proto__']);
  expect(JSON.parse(JSON.stringify(delivery)).steps.__proto__.settings).toEqual({ run: 'b' });
});
