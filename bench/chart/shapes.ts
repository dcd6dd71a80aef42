/** A document of a certain shape. */
export interface Shape {
  name: string;
  document: string;
}

/** Charts of about 500 nodes or 500 edges, each hard in its own way. */
export function shapes(): Shape[] {
  return [
    chainOfDeploys('a chain of 241 deploys, each with its failure', (step) => `e${step}`),
    chainOfDeploys('the same in one environment', () => 'one'),
    sideBySide('249 steps side by side, joined', 249, []),
    sideBySide('166 side by side, each with its failure', 166, ['fail']),
    ladder('100 decisions, one after the other', '-->|pass|', '-->|fail|'),
    ladder('100 forks and joins, one after the other', '-->', '-->'),
    chains(),
    environments(),
    loops(),
  ];
}

function chainOfDeploys(name: string, environmentOf: (step: number) => string): Shape {
  const edges = ['CI --> IMAGE', 'IMAGE --> D0'];
  const steps = ['CI: { uses: checkout }', 'IMAGE: { uses: image }', 'TELL: { uses: notify }'];
  for (let step = 0; step < 241; step++) {
    if (step > 0) edges.push(`D${step - 1} --> D${step}`);
    edges.push(`D${step} -->|failed| TELL`);
    steps.push(`D${step}: { uses: deploy, to: ${environmentOf(step)} }`);
  }
  return shape(name, edges, steps);
}

function sideBySide(name: string, count: number, failures: readonly string[]): Shape {
  const edges: string[] = [];
  const steps = ['START: { run: x }', 'JOIN: { run: x }', ...(failures.length > 0 ? ['TELL: { uses: notify }'] : [])];
  for (let step = 0; step < count; step++) {
    edges.push(`START --> S${step}`, `S${step} -->${failures.length > 0 ? '|pass|' : ''} JOIN`);
    for (const failure of failures) edges.push(`S${step} -->|${failure}| TELL`);
    steps.push(`S${step}: { run: x }`);
  }
  return shape(name, edges, steps);
}

function ladder(name: string, left: string, right: string): Shape {
  const edges: string[] = [];
  const steps = ['J0: { run: x }'];
  for (let rung = 1; rung <= 100; rung++) {
    edges.push(
      `J${rung - 1} ${left} A${rung}`,
      `J${rung - 1} ${right} B${rung}`,
      `A${rung} --> J${rung}`,
      `B${rung} --> J${rung}`,
    );
    steps.push(...['A', 'B', 'J'].map((kind) => `${kind}${rung}: { run: x }`));
  }
  return shape(name, edges, steps);
}

function chains(): Shape {
  const edges: string[] = [];
  const steps = ['START: { run: x }'];
  for (let chain = 0; chain < 25; chain++) {
    for (let link = 0; link < 20; link++) {
      edges.push(`${link === 0 ? 'START' : `L${chain}_${link - 1}`} --> L${chain}_${link}`);
      steps.push(`L${chain}_${link}: { run: x }`);
    }
  }
  return shape('25 chains of 20 steps side by side', edges, steps);
}

function environments(): Shape {
  const edges = ['CI --> IMAGE'];
  const steps = ['CI: { uses: checkout }', 'IMAGE: { uses: image }'];
  for (let each = 0; each < 120; each++) {
    edges.push(`IMAGE --> D${each}`, `D${each} --> T${each}`);
    steps.push(`D${each}: { uses: deploy, to: e${each} }`, `T${each}: { run: x, against: e${each} }`);
  }
  return shape('120 environments at once', edges, steps);
}

function loops(): Shape {
  const edges: string[] = [];
  const steps = ['B0: { run: x }'];
  for (let loop = 1; loop <= 60; loop++) {
    edges.push(
      `B${loop - 1} --> A${loop}`,
      `A${loop} -->|pass| B${loop}`,
      `A${loop} -->|fail| F${loop}`,
      `F${loop} --> A${loop}`,
    );
    steps.push(...['A', 'B', 'F'].map((kind) => `${kind}${loop}: { run: x }`));
  }
  return shape('60 fix loops, one after the other', edges, steps);
}

function shape(name: string, edges: readonly string[], steps: readonly string[]): Shape {
  const chart = ['```mermaid', 'flowchart TD', ...edges, '```'];
  const settings = ['```yaml', 'shipchart: 1', 'steps:', ...steps.map((line) => `  ${line}`), '```', ''];
  return { name, document: [...chart, '', ...settings].join('\n') };
}
