import type { Problem } from '../lib/problem.ts';
import type { Chart } from './chart.ts';
import { type Fence, findFences } from './fences.ts';
import { parseChart } from './parse.ts';
import { type Place, problemAt } from './places.ts';
import { noSettings, readSettings, type Settings, type SettingsText } from './settings.ts';
import { textProblems } from './text-problems.ts';

/** A team's `DELIVERY.md` or `.mmd` file, read but not yet bound to step kinds. */
export interface DeliveryDocument {
  fileName: string;
  chart: Chart;
  /** The Mermaid text alone, for drawing it. */
  chartText: string;
  settings: Settings;
}

type Read = { document: DeliveryDocument } | { problems: Problem[] };

/**
 * Reads a delivery document: Markdown with the chart in its first `mermaid` fence and the settings in its first `yaml`
 * fence that starts with `shipchart:`, or a `.mmd` file with the settings in its front matter. Gives every problem of
 * chart and settings at once. Settings may be missing; what that leaves unbound is `bind`'s to say.
 */
export function readDocument(fileName: string, text: string): Read {
  const unfit = textProblems(text);
  if (unfit.length > 0) return { problems: unfit };
  const clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return /\.(?:mmd|mermaid)$/i.test(fileName) ? readMermaidFile(fileName, clean) : readMarkdown(fileName, clean);
}

function readMarkdown(fileName: string, text: string): Read {
  const fences = findFences(text);
  const chart = fences.find((fence) => fence.language === 'mermaid');
  const settings = fences.find((fence) => /^ya?ml$/.test(fence.language) && SETTINGS_START.test(fence.text));
  if (chart) return join(fileName, chart, settings);
  const hint = 'Draw a flowchart in a fence that starts with ```mermaid.';
  return { problems: [problemAt({ line: 1, column: 1 }, 'no-chart', 'The document has no chart.', hint)] };
}

const SETTINGS_START = /^(?:[ \t]*(?:#[^\n]*)?\n|---[ \t]*\n)*[ \t]*["']?shipchart["']?[ \t]*:/;

function readMermaidFile(fileName: string, text: string): Read {
  const chart: Fence = { language: 'mermaid', text, firstLine: 1, cut: [] };
  const matter = /^\s*---[ \t]*\n([\s\S]*?)\n[ \t]*---[ \t]*(?:\n|$)/.exec(text);
  const yaml = matter?.[1];
  // Front matter with Mermaid's own keys only is no settings.
  if (yaml === undefined || !/^\s*(?:shipchart|steps|groups|services)\s*:/m.test(yaml))
    return join(fileName, chart, undefined);
  const firstLine = text.slice(0, text.indexOf(yaml, text.indexOf('---') + 3)).split('\n').length;
  return join(fileName, chart, { text: yaml, firstLine, frontMatter: true });
}

function join(fileName: string, fence: Fence, settingsText: SettingsText | undefined): Read {
  const parsed = parseChart(fence.text, fence.firstLine);
  const shift = shifted(fence);
  const read = settingsText ? readSettings(settingsText) : { settings: noSettings };
  if ('problems' in parsed || 'problems' in read) {
    const chartProblems = 'problems' in parsed ? parsed.problems.map(shift) : [];
    return { problems: [...chartProblems, ...('problems' in read ? read.problems : [])] };
  }
  const chart = { ...parsed.chart, nodes: parsed.chart.nodes.map(shift), edges: parsed.chart.edges.map(shift) };
  return { document: { fileName, chart, chartText: fence.text, settings: read.settings } };
}

/** Columns count in the file, where the fence may stand indented in a list. */
function shifted(fence: Fence): <T extends Place>(placed: T) => T {
  return (placed) => ({ ...placed, column: placed.column + (fence.cut[placed.line - fence.firstLine] ?? 0) });
}
