import { withoutControls } from '../terminal/clean-text.ts';

/** A chart as a fenced block of Markdown; the fence is longer than any that stands in the chart. */
export function mermaidFence(chart: string): string {
  const longest = Math.max(2, ...(chart.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}mermaid\n${withoutControls(chart)}\n${fence}`;
}
