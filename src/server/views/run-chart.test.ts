import { expect, test } from 'vitest';
import { loadMermaid } from '../../../test/support/mermaid.ts';
import type { RunView } from '../../api/shapes.ts';
import { parseChart } from '../../chart/parse.ts';
import { drawChart } from '../../chart/picture.ts';
import { paintedMarkdown, paintedPicture } from './run-chart.ts';

const TEXT =
  'flowchart TD\n  A([Start]) --> B[Tests<br/>unit]\n  B -->|pass| C{Gate}\n  B -->|fail| D[Tell]\n  style C fill:#fff';

const step = (node: string, status: string) => ({ node, status });
const RUN = {
  steps: [step('A', 'passed'), step('B', 'failed'), step('C', 'idle'), step('D', 'running')],
  edgesTaken: ['L_A_B_0', 'L_B_D_0'],
} as unknown as RunView;

test('the picture says how each node stands, by colour and by sign', () => {
  const svg = paintedPicture(drawChart(TEXT).svg, RUN);
  expect(svg).toMatch(/data-id="A" data-status="passed"[^]*?✓ Start/);
  expect(svg).toMatch(/data-id="B" data-status="failed"[^]*?✕ Tests/);
  expect(svg).toMatch(/data-id="C" data-status="idle"/);
  expect(svg.match(/class="pele-edge" data-id="[^"]*" data-taken/g)).toHaveLength(2);
  expect(svg).not.toMatch(/<script|href=|\son\w+=/);
});

test('the block for a pull request is what Mermaid reads as the same chart', async () => {
  const read = parseChart(TEXT);
  if ('problems' in read) throw new Error('the chart can’t be read');
  const block = paintedMarkdown(TEXT, read.chart, RUN);
  const [, text = ''] = /^```mermaid\n([^]*)\n```\n$/.exec(block) ?? [];
  const mermaid = await loadMermaid();
  expect(await mermaid(text)).toEqual(await mermaid(TEXT));
  expect(text).toContain('style B fill:#a51f1f');
  expect(text).toContain('linkStyle 0,2 stroke');
});
