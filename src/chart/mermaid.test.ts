import { expect, test } from 'vitest';
import { loadMermaid, type MermaidGraph } from '../../test/support/mermaid.ts';
import { MAX_CHART_EDGES } from './chart-limits.ts';
import { parseChart } from './parse.ts';

/** Charts that a machine broke, compared with Mermaid's own parser. `CHART_MUTANTS=20000` looks longer. */
const MUTANTS = Number(process.env['CHART_MUTANTS'] ?? 400);
const SEED = Number(process.env['CHART_SEED'] ?? 1);

const SOURCES = [
  'flowchart TD\n  A[One] -->|yes| B(Two)\n  B --> C{Three}\n  C -- no --> A\n  C ==> D([Four]) & E[(Five)]',
  'graph LR;A-->B;B---C;C-.->D;D==>E;E--text-->F;F~~~G',
  'flowchart TB\n subgraph one [First group]\n  a1 --> a2\n end\n subgraph two\n  b1\n end\n one --> two\n a1 --> b1',
  'flowchart TD\n A["quoted #35; &amp; <b>x</b>"] --> B["`**bold**`"]\n %% a comment\n A:::red --> C\n classDef red fill:#f00\n style B fill:#0f0,color:#fff',
  'flowchart RL\n A@{ shape: db, label: "Store" } --> B@{ shape: circ }\n B e2@==> C\n linkStyle 0 stroke:#f00',
  'flowchart BT\n A((x)) --> B>y] --> C[[z]] --> D{{w}} --> E[/v/] --> F[\\u\\] --> G(((t)))\n click A "https://example.com"',
  '---\ntitle: Shop\n---\nflowchart TD\n A --o B --x C <--> D\n A -->|"a b"| D\n x-y --> end1 --> _z.1',
];
const PIECES = [
  '-->',
  '---',
  '-.->',
  '==>',
  '~~~',
  '|',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '"',
  '`',
  '&',
  ';',
  '\n',
  ' ',
  ':::',
  '@',
  '#',
  '%%',
  'end',
  'subgraph',
  'style',
  'A',
  'x',
  'o',
  '<',
  '>',
  '\\n',
  '<br/>',
  '🚀',
  'é',
  '__proto__',
  'default',
  'graph',
  '-',
  '.',
  '=',
  '1',
  ',',
];

/** A generator of its own, so that a seed means the same mutants everywhere. */
function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

function mutant(random: (below: number) => number): string {
  let text = SOURCES[random(SOURCES.length)] ?? '';
  for (let times = 1 + random(2); times > 0; times -= 1) {
    const at = random(text.length + 1);
    const piece = PIECES[random(PIECES.length)] ?? '';
    const cut = [0, 1, 1 + random(6)][random(3)] ?? 0;
    const moved = random(4) === 0 ? text.slice(random(text.length), random(text.length)).slice(0, 20) : piece;
    text = text.slice(0, at) + (random(4) === 0 ? '' : moved) + text.slice(at + cut);
  }
  return text;
}

function ours(text: string): MermaidGraph | undefined {
  const parsed = parseChart(text);
  if ('problems' in parsed) return undefined;
  const { chart } = parsed;
  return {
    direction: chart.direction,
    nodes: chart.nodes.map(({ id }) => id),
    edges: chart.edges.map((edge) => `${edge.id}: ${edge.from} > ${edge.to}`),
    groups: chart.groups.map((group) => `${group.id}: ${group.members.join(' ')}`),
  };
}

test(
  `${MUTANTS} broken charts are refused or read as Mermaid does (seed ${SEED})`,
  async () => {
    const mermaid = await loadMermaid();
    const random = chance(SEED);
    let accepted = 0;
    for (let count = 0; count < MUTANTS; count += 1) {
      const text = mutant(random);
      const theirs = await mermaid(text);
      if (theirs) accepted += 1;
      expect(ours(text), JSON.stringify(text)).toEqual(theirs);
    }
    // A fuzz that only breaks, or never does, compares nothing.
    expect(accepted / MUTANTS).toBeGreaterThan(0.2);
    expect(accepted / MUTANTS).toBeLessThan(0.9);
  },
  20_000 + MUTANTS * 50,
);

test('the charts that are mutated are charts', async () => {
  const mermaid = await loadMermaid();
  for (const text of SOURCES) {
    expect(await mermaid(text), text).toBeDefined();
    expect(ours(text)).toEqual(await mermaid(text));
  }
});

test('the limit on edges is the one that Mermaid has', async () => {
  const mermaid = await loadMermaid();
  for (const count of [MAX_CHART_EDGES, MAX_CHART_EDGES + 1]) {
    const text = `flowchart TD\n${Array.from({ length: count }, (_, index) => `A${index} --> B`).join('\n')}`;
    expect(ours(text)).toEqual(await mermaid(text));
  }
}, 30_000);
