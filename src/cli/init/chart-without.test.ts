import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseChart } from '../../chart/parse.ts';
import { CHART_TEMPLATE } from './chart-template.ts';
import { chartWithout } from './chart-without.ts';

const OPTIONAL = ['LINT', 'UNIT', 'INT_TEST', 'E2E', 'PERF'];
const SEED = join(import.meta.dirname, '../../../../shared/delivery.md');

test('with nothing left out it is the template', () => expect(chartWithout([])).toBe(CHART_TEMPLATE));

test.skipIf(!existsSync(SEED))('the template is the chart that Shipchart was made for', () => {
  expect(readFileSync(SEED, 'utf8')).toContain(`\`\`\`mermaid\n${CHART_TEMPLATE}\n\`\`\``);
});

test('whatever is left out, the rest keeps its labels, and every node can be reached', () => {
  const whole = graphOf(CHART_TEMPLATE);
  fc.assert(
    fc.property(fc.subarray(OPTIONAL), (leftOut) => {
      const { nodes, edges, groups } = graphOf(chartWithout(leftOut));
      expect(nodes.map(shown).sort()).toEqual(
        whole.nodes
          .filter(({ id }) => !leftOut.includes(id))
          .map(shown)
          .sort(),
      );
      for (const { id } of nodes)
        if (id !== 'DEV')
          expect(
            edges.map(({ to }) => to),
            id,
          ).toContain(id);
      for (const { members } of groups) expect(members).not.toEqual([]);
    }),
  );
});

function graphOf(text: string) {
  const parsed = parseChart(text);
  if ('problems' in parsed) throw new Error(`${JSON.stringify(parsed.problems)}\n${text}`);
  return parsed.chart;
}

function shown({ id, label, shape }: { id: string; label: string; shape: string }): string {
  return `${id} ${shape} ${label}`;
}
