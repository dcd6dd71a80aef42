import type { CoursePoint } from './course.ts';

/** What a plot of evidence shows. */
export interface Plotted {
  points: readonly CoursePoint[];
  /** ln of the evidence at which it is an anomaly, and at which it is healthy. */
  harm: number;
  healthy: number;
}

/**
 * The evidence over time against its boundaries, as a picture of its own: legible on light and dark, and told in words to
 * who can't see it.
 * @param title what it is of, as people say it
 */
export function plotEvidence(plotted: Plotted, title: string): string {
  const { points, harm, healthy } = plotted;
  const scale = scaleOf(plotted);
  const last = points.at(-1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="t d" class="evidence-plot">`,
    `<title id="t">${escape(title)}</title>`,
    `<desc id="d">${escape(describe(plotted, last))}</desc>`,
    `<style>${STYLE}</style>`,
    `<line class="axis" x1="${LEFT}" y1="${BOTTOM}" x2="${RIGHT}" y2="${BOTTOM}"/>`,
    ...ODDS.filter((log) => log >= scale.low && log <= scale.high).map((log) => gridLine(scale.y(log), sayOdds(log))),
    boundary('harm', scale.y(harm), 'anomaly'),
    boundary('health', scale.y(healthy), 'healthy'),
    line('harm', points, scale, 1),
    line('health', points, scale, 2),
    ...timeMarks(points).map((ms) => mark(scale.x(ms), sayTime(ms))),
    '</svg>',
  ].join('\n');
}

const [WIDTH, HEIGHT] = [640, 260];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 560, 16, 224];
/** Less evidence than one to a hundred is drawn at the bottom. */
const FLOOR = Math.log(1 / 100);
const ODDS = [0.01, 0.1, 1, 10, 100, 1_000, 10_000, 100_000].map(Math.log);
const STYLE = [
  '.evidence-plot{--harm:#b3261e;--health:#1a7f37;--ink:#57606a;font:12px system-ui,sans-serif}',
  '@media (prefers-color-scheme:dark){.evidence-plot{--harm:#ff8a80;--health:#5fd07a;--ink:#a8b3bf}}',
  'text{fill:var(--ink)}.axis,.grid{stroke:var(--ink)}.grid{opacity:.2}',
  'polyline{fill:none;stroke-width:2;stroke-linejoin:round}.boundary{stroke-dasharray:5 4;stroke-width:1.5}',
  '.harm{stroke:var(--harm)}.health{stroke:var(--health)}text.harm{fill:var(--harm);stroke:none}',
  'text.health{fill:var(--health);stroke:none}',
].join('');

interface Scale {
  low: number;
  high: number;
  x(ms: number): number;
  y(log: number): number;
}

function scaleOf({ points, harm, healthy }: Plotted): Scale {
  const logs = points.flatMap(([, one, other]) => [one, other]);
  const [low, high] = [FLOOR, Math.min(Math.max(harm, healthy, ...logs), harm * 2) + 0.7];
  const [from, to] = [points[0]?.[0] ?? 0, Math.max(points.at(-1)?.[0] ?? 0, (points[0]?.[0] ?? 0) + 1_000)];
  return {
    low,
    high,
    x: (ms) => round(LEFT + ((ms - from) / (to - from)) * (RIGHT - LEFT)),
    y: (log) => round(BOTTOM - ((Math.min(high, Math.max(low, log)) - low) / (high - low)) * (BOTTOM - TOP)),
  };
}

function line(name: string, points: readonly CoursePoint[], { x, y }: Scale, column: 1 | 2): string {
  const path = points.map((point) => `${x(point[0])},${y(point[column])}`).join(' ');
  return `<polyline class="${name}" points="${path}"/>`;
}

function boundary(name: string, y: number, says: string): string {
  const rule = `<line class="boundary ${name}" x1="${LEFT}" y1="${y}" x2="${RIGHT}" y2="${y}"/>`;
  return `${rule}<text class="${name}" x="${RIGHT + 6}" y="${y + 4}">${says}</text>`;
}

function gridLine(y: number, says: string): string {
  const rule = `<line class="grid" x1="${LEFT}" y1="${y}" x2="${RIGHT}" y2="${y}"/>`;
  return `${rule}<text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${says}</text>`;
}

function mark(x: number, says: string): string {
  return `<text x="${x}" y="${BOTTOM + 18}" text-anchor="middle">${says}</text>`;
}

/** The start, the middle and the end. */
function timeMarks(points: readonly CoursePoint[]): number[] {
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  return to > from ? [from, (from + to) / 2, to] : [from];
}

function describe({ harm, healthy, points }: Plotted, last: CoursePoint | undefined): string {
  if (!last) return 'No evidence yet.';
  const [ms, harmNow, healthNow] = last;
  const reached = (log: number, needed: number) => (log >= needed ? 'reached' : 'not reached');
  return (
    `Evidence over ${sayTime(ms)}, ${points.length} points. Of harm: ${sayEvidence(harmNow)} to 1, ` +
    `${reached(harmNow, harm)} the ${sayEvidence(harm)} to 1 of an anomaly. Of health: ${sayEvidence(healthNow)} to 1, ` +
    `${reached(healthNow, healthy)} the ${sayEvidence(healthy)} to 1 of healthy.`
  );
}

function sayEvidence(log: number): string {
  const value = Math.exp(log);
  if (value >= 1e6) return 'over a million';
  return value < 0.01 ? 'less than 0.01' : Number(value.toPrecision(3)).toLocaleString('en');
}

function sayOdds(log: number): string {
  const value = Math.exp(log);
  return value < 0.5
    ? `1 : ${Math.round(1 / value).toLocaleString('en')}`
    : `${Math.round(value).toLocaleString('en')} : 1`;
}

function sayTime(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
