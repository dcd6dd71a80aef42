import fc from 'fast-check';

/** A random small chart as the lines of a document; its edges lead from earlier to later nodes only. */
export interface RandomChart {
  chart: string[];
  steps: string[];
}

const KINDS = [
  { settings: '{ run: x }', labels: ['pass', 'fail', 'always'] },
  { settings: '{ uses: approval-rule }', labels: ['yes', 'no', 'always'] },
  { settings: '{ uses: monitor, of: production }', labels: ['healthy', 'anomaly', 'inconclusive'] },
  { settings: '{ uses: image }', labels: ['done', 'failed'] },
] as const;

/** Charts without cycles, of test kinds, with at most `nodes` nodes and `edges` edges. */
export function acyclicCharts(nodes: number, edges: number): fc.Arbitrary<RandomChart> {
  const edge = fc.record({ from: fc.nat(nodes - 1), to: fc.nat(nodes - 1), label: fc.nat(2) });
  return fc
    .record({
      kinds: fc.array(fc.nat(KINDS.length - 1), { minLength: Math.min(4, nodes), maxLength: nodes }),
      edges: fc.array(edge, { minLength: Math.floor(edges / 2), maxLength: edges }),
    })
    .map((drawn) => {
      const kinds = drawn.kinds.map((kind) => KINDS[kind] ?? KINDS[0]);
      const lines = drawn.edges.flatMap(({ from, to, label }) => {
        const [early, late] = [Math.min(from, to), Math.max(from, to)];
        const labels = kinds[early]?.labels;
        return labels && late < kinds.length && early < late
          ? [`N${early} -->|${labels[label % labels.length]}| N${late}`]
          : [];
      });
      return {
        chart: [...kinds.map((_, index) => `N${index}`), ...lines],
        steps: kinds.map(({ settings }, index) => `N${index}: ${settings}`),
      };
    });
}

/** Such charts with a few edges that lead back; most of these make cycles, and some of the cycles have no single head. */
export function cyclicCharts(nodes: number, edges: number): fc.Arbitrary<RandomChart> {
  const back = fc.record({ from: fc.nat(nodes - 1), to: fc.nat(nodes - 1), label: fc.nat(2) });
  return fc.tuple(acyclicCharts(nodes, edges), fc.array(back, { minLength: 1, maxLength: 3 })).map(([drawn, backs]) => {
    const labelsOf = (node: number) => KINDS.find(({ settings }) => drawn.steps[node]?.endsWith(settings))?.labels;
    const lines = backs.flatMap(({ from, to, label }) => {
      const [early, late] = [Math.min(from, to), Math.max(from, to)];
      const labels = labelsOf(late);
      return labels ? [`N${late} -->|${labels[label % labels.length]}| N${early}`] : [];
    });
    return { chart: [...drawn.chart, ...lines], steps: drawn.steps };
  });
}

export function documentText({ chart, steps }: RandomChart): string {
  return [
    '```mermaid',
    'flowchart TD',
    ...chart,
    '```',
    '```yaml',
    'shipchart: 1',
    'steps:',
    ...steps.map((line) => `  ${line}`),
    '```',
  ].join('\n');
}
