import type { Chart } from '../../chart/chart.ts';
import { findFences } from '../../chart/fences.ts';
import { parseChart } from '../../chart/parse.ts';
import { textProblems } from '../../chart/text-problems.ts';
import type { Problem } from '../../lib/problem.ts';

/** The chart of a file alone, with the Mermaid text that draws it: any Mermaid flowchart can be looked at, whatever its settings say. */
export function readChart(
  fileName: string,
  text: string,
): { chart: Chart; chartText: string } | { problems: Problem[] } {
  const unfit = textProblems(text);
  if (unfit.length > 0) return { problems: unfit };
  const clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (/\.(?:mmd|mermaid)$/i.test(fileName)) return parsed(clean, 1);
  const fence = findFences(clean).find(({ language }) => language === 'mermaid');
  return fence ? parsed(fence.text, fence.firstLine) : { problems: [noChart] };
}

function parsed(chartText: string, firstLine: number): ReturnType<typeof readChart> {
  const read = parseChart(chartText, firstLine);
  return 'chart' in read ? { chart: read.chart, chartText } : read;
}

const noChart: Problem = {
  line: 1,
  column: 1,
  rule: 'no-chart',
  severity: 'error',
  message: 'The document has no chart.',
  hint: 'Draw a flowchart in a fence that starts with ```mermaid.',
};
