import type { RunView, StepView } from '../../api/shapes.ts';
import type { Chart } from '../../chart/chart.ts';

type Status = StepView['status'];

/** The page's colours, light, since nobody knows where the picture will be shown; and a sign, so that colour is never the only one. */
const LOOKS: Readonly<Record<Status, { fill: string; line: string; ink: string; sign: string }>> = {
  idle: { fill: '#ffffff', line: '#c3c4bf', ink: '#5d6168', sign: '' },
  queued: { fill: '#ffffff', line: '#2856c8', ink: '#191b1f', sign: '◷ ' },
  running: { fill: '#e6edfd', line: '#2856c8', ink: '#191b1f', sign: '▶ ' },
  waiting: { fill: '#fff2d4', line: '#b87503', ink: '#191b1f', sign: '⏸ ' },
  passed: { fill: '#e2f3e8', line: '#1b7a45', ink: '#191b1f', sign: '✓ ' },
  failed: { fill: '#a51f1f', line: '#a51f1f', ink: '#ffffff', sign: '✕ ' },
  stopped: { fill: '#ebebe8', line: '#676b71', ink: '#5d6168', sign: '■ ' },
};
const TAKEN = '#3f6fe0';

type Shown = Pick<RunView, 'steps' | 'edgesTaken'>;

/** The drawn chart as the run stands, for badges, chat and mail: a picture that needs no page around it. */
export function paintedPicture(svg: string, { steps, edgesTaken }: Shown): string {
  const statuses = new Map(steps.map(({ node, status }) => [escaped(node), status]));
  const taken = new Set(edgesTaken.map(escaped));
  return svg
    .replace(/^<svg[^>]*>/, (head) => `${head}<style>${STYLES}</style>`)
    .replace(
      /(<g class="pele-node[^"]*" data-id="([^"]*)")([^>]*>[\s\S]*?<text[^>]*>(?:<tspan[^>]*>)?)/g,
      (_, head: string, node: string, rest: string) => {
        const status = statuses.get(node) ?? 'idle';
        return `${head} data-status="${status}"${rest}${LOOKS[status].sign}`;
      },
    )
    .replace(/<g class="pele-edge(?:-label)?" data-id="([^"]*)"/g, (head, edge: string) =>
      taken.has(edge) ? `${head} data-taken="yes"` : head,
    );
}

/** The chart's own text with the same colours, as a block of Markdown for a pull request. Only styles are added, behind all others. */
export function paintedMarkdown(chartText: string, chart: Chart, { steps, edgesTaken }: Shown): string {
  const statuses = new Map(steps.map(({ node, status }) => [node, status]));
  const styles = chart.nodes.map(({ id }) => {
    const { fill, line, ink } = LOOKS[statuses.get(id) ?? 'idle'];
    return `    style ${id} fill:${fill},stroke:${line},color:${ink}`;
  });
  const taken = chart.edges.flatMap(({ id }, index) => (edgesTaken.includes(id) ? [index] : []));
  const links = taken.length === 0 ? [] : [`    linkStyle ${taken.join(',')} stroke:${TAKEN},stroke-width:3px`];
  return fenced([chartText.trimEnd(), ...styles, ...links].join('\n'));
}

/** The fence is longer than any that stands in the chart. */
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length)) + 1);
  return `${fence}mermaid\n${text}\n${fence}\n`;
}

const STYLES = [
  '.pele-edge path{stroke:#cdced0}.pele-edge .pele-marker{fill:#cdced0;stroke:none}',
  `.pele-edge[data-taken] path{stroke:${TAKEN};stroke-width:2.5}.pele-edge[data-taken] .pele-marker{fill:${TAKEN}}`,
  ...Object.entries(LOOKS).map(
    ([status, { fill, line, ink }]) =>
      `[data-status=${status}] :is(rect,path,circle,ellipse,polygon){fill:${fill};stroke:${line}}[data-status=${status}] text{fill:${ink}}`,
  ),
].join('');

/** As it stands in an attribute. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
