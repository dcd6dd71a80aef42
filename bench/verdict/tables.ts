import { quantileOf, upperBound95 } from './statistics.ts';
import type { Line, Result } from './suites.ts';

const SUITES: readonly Line['suite'][] = [
  'errors, no harm',
  'errors, harm',
  'errors, paced',
  'latency, no harm',
  'latency, harm',
];

const HEADINGS = {
  'errors, no harm': 'False rollbacks per release, errors: % (95 % bound); last, seconds until healthy: median / p95',
  'errors, harm': 'Detection, errors: median s / p95 s / failed canary requests [found of all, unless 100 %]',
  'errors, paced':
    'Evidence-paced exposure, 5 to 50 %: rolled back, % (95 % bound); last, seconds until healthy: median / p95',
  'latency, no harm': 'False rollbacks per release, latency: % (95 % bound); last, seconds until healthy by guard',
  'latency, harm': 'Detection, latency: median s / p95 s / canary requests [found of all, unless 100 %]',
} as const;

/** The tables of everything that ran, one a suite. */
export function tables(all: readonly { line: Line; results: readonly Result[] }[]): string {
  return SUITES.map((suite) => {
    const rows = all.filter(({ line, results }) => line.suite === suite && results.length > 0);
    const rules = rows[0]?.line.rules;
    if (!rules) return '';
    const harm = suite.endsWith(', harm');
    const head = ['scenario', 'runs', ...rules, harm ? 'ratio' : 'healthy'];
    const body = rows.map(({ line, results }) => [
      line.name,
      `${results.length}`,
      ...rules.map((rule) => (harm ? detection(line, results, rule) : falseRollbacks(results, rule))),
      harm ? ratio(line, results) : healthy(results),
    ]);
    return `## ${HEADINGS[suite]}\n${aligned([head, ...body])}\n`;
  })
    .filter(Boolean)
    .join('\n');
}

/** Of the releases that the rule was tried on. */
function falseRollbacks(results: readonly Result[], rule: string): string {
  const tried = rule === 'ours' ? results : results.filter(({ alone }) => !alone);
  const count = tried.filter(({ rollbacks }) => rollbacks[rule]).length;
  return `${percent(count / tried.length)} (${percent(upperBound95(count, tried.length))})`;
}

function detection({ from }: Line, results: readonly Result[], rule: string): string {
  const found = results.flatMap(({ rollbacks }) => rollbacks[rule] ?? []);
  if (found.length === 0) return 'never';
  const seconds = found.map((rollback) => rollback.seconds - from);
  const price = quantileOf(
    found.map((rollback) => rollback.price),
    0.5,
  );
  const part = found.length === results.length ? '' : ` [${percent(found.length / results.length)} %]`;
  return `${quantileOf(seconds, 0.5)}/${quantileOf(seconds, 0.95)}/${price}${part}`;
}

/** Our median price over the clairvoyant's, or over the limit. */
function ratio({ limit }: Line, results: readonly Result[]): string {
  const median = (rule: string) =>
    quantileOf(
      results.map(({ rollbacks }) => rollbacks[rule]?.price ?? Infinity),
      0.5,
    ) ?? Infinity;
  const over = limit ?? median('clairvoyant');
  const value = median('ours') / over;
  return Number.isFinite(value) ? `${value.toFixed(2)}x` : '-';
}

function healthy(results: readonly Result[]): string {
  const guards = [...new Set(results.flatMap(({ healthySeconds }) => Object.keys(healthySeconds)))].sort();
  if (guards.length === 0) return 'never';
  return guards.map((guard) => `${guard} ${reached(results, guard, 0.5)}/${reached(results, guard, 0.95)}`).join(', ');
}

function reached(results: readonly Result[], guard: string, part: number): string {
  const seconds = quantileOf(
    results.map(({ healthySeconds }) => healthySeconds[guard] ?? Infinity),
    part,
  );
  return seconds === undefined || seconds === Infinity ? '-' : `${seconds}`;
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(2))}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] as number)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n');
}
