import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seeded } from '../../verdict/seeded.ts';
import { runCli } from '../testing/run-cli.ts';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'shipchart-history-'))));
afterEach(() => rm(directory, { recursive: true }));

const PODS = ['shop-1', 'shop-2', 'shop-3', 'shop-4'];
const BEGIN = 1_785_000_000;
const STEP_SECONDS = 15;

/** Three hours of four instances, 30 requests a second each, half a percent of them errors. */
function past(): { t: number; pod: string; requests: number; errors: number }[] {
  const random = seeded(3);
  return Array.from({ length: (3 * 3_600) / STEP_SECONDS }, (_, i) => BEGIN + i * STEP_SECONDS).flatMap((t) =>
    PODS.map((pod) => ({ t, pod, requests: 450, errors: random.binomial(450, 0.005) })),
  );
}

const csv = () => ['time,pod,requests,errors', ...past().map((row) => Object.values(row).join(','))].join('\n');

/** What a metrics server answers to a range query, of counters or of increments. */
function matrix(of: 'requests' | 'errors', kind: 'counter' | 'increments'): string {
  const result = PODS.map((pod) => {
    let total = 1_000;
    const rows = past().filter((row) => row.pod === pod);
    const values = rows.map((row) => [row.t, String(kind === 'counter' ? (total += row[of]) : row[of])]);
    return { metric: { __name__: of, pod }, values };
  });
  return JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
}

async function tried(files: Record<string, string>, ...options: string[]) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return runCli(['verdict', 'try', ...options], { directory });
}

test('a calm history: no false alarm, and how fast bad releases would have been caught', async () => {
  const said = await tried({ 'past.csv': csv() }, '--history', 'past.csv', '--json');
  expect(said.exitCode).toBe(0);
  expect(said.json()).toMatchObject({
    history: { instances: 4 },
    calibration: { from: 'history' },
    good: { anomaly: 0 },
    bad: [{ ratio: 2 }, { ratio: 5 }, { ratio: 20, anomaly: 12, inconclusive: 0 }],
  });
  const lines = (await tried({}, '--history', 'past.csv')).written;
  expect(lines).toMatch(/good release +0 false alarms/);
  expect(lines).toMatch(/errors ×20 +12 of 12 caught, half of them within [\d.]+ s/);
});

test('CSV, ticks by the line, counters and increments of range queries come to the same', async () => {
  const bySecond = Map.groupBy(past(), ({ t }) => t);
  const ticks = [...bySecond].map(([t, rows]) => ({
    t,
    instances: rows.map(({ pod, requests, errors }) => ({ id: pod, requests, errors })),
  }));
  const files = {
    'past.csv': csv(),
    'past.jsonl': ticks.map((tick) => JSON.stringify(tick)).join('\n'),
    'r.json': matrix('requests', 'increments'),
    'e.json': matrix('errors', 'increments'),
  };
  const fromCsv = (await tried(files, '--history', 'past.csv', '--json')).json();
  expect((await tried({}, '--history', 'past.jsonl', '--json')).json()).toEqual(fromCsv);
  expect((await tried({}, '--requests', 'r.json', '--errors', 'e.json', '--json')).json()).toEqual(fromCsv);
  const counters = { 'rc.json': matrix('requests', 'counter'), 'ec.json': matrix('errors', 'counter') };
  const fromCounters = (await tried(counters, '--requests', 'rc.json', '--errors', 'ec.json', '--json')).json();
  expect(fromCounters).toMatchObject({ history: { instances: 4, ticks: ticks.length - 1 }, good: { anomaly: 0 } });
});

const EDGES = ['0.05', '0.1', '0.2', '0.4', '+Inf'];
const PARTS = [0.3, 0.45, 0.2, 0.04, 0.01];

/** The same past with latency, as ticks by the line or as a range query's cumulative buckets. */
function latencyOf(requests: number, at: number): number[] {
  const random = seeded(at);
  let left = requests;
  return PARTS.map((part, i) => {
    const rest = PARTS.slice(i).reduce((sum, each) => sum + each, 0);
    const count = i === PARTS.length - 1 ? left : random.binomial(left, part / rest);
    left -= count;
    return count;
  });
}

test('a history with latency tries slower releases too, from ticks and from range queries alike', async () => {
  const rows = past().map((row, i) => ({ ...row, latency: latencyOf(row.requests, i + 1) }));
  const ticks = [...Map.groupBy(rows, ({ t }) => t)].map(([t, list]) => ({
    t,
    instances: list.map(({ pod, requests, errors, latency }) => ({ id: pod, requests, errors, latency })),
  }));
  const head = { edgesMs: [50, 100, 200, 400] };
  const result = PODS.flatMap((pod) =>
    EDGES.map((le, edge) => ({
      metric: { pod, le },
      values: rows
        .filter((row) => row.pod === pod)
        .map(({ t, latency }) => [t, String(latency.slice(0, edge + 1).reduce((sum, count) => sum + count, 0))]),
    })),
  );
  const files = {
    'past.jsonl': [head, ...ticks].map((line) => JSON.stringify(line)).join('\n'),
    'r.json': matrix('requests', 'increments'),
    'e.json': matrix('errors', 'increments'),
    'l.json': JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }),
  };
  const said = (await tried(files, '--history', 'past.jsonl', '--json')).json();
  expect(said).toMatchObject({ good: { anomaly: 0 }, slow: [{ slower: 1.2 }, { slower: 1.5 }, { anomaly: 12 }] });
  const ranges = ['--requests', 'r.json', '--errors', 'e.json', '--latency', 'l.json'];
  expect((await tried({}, ...ranges, '--json')).json()).toEqual(said);
});

test('latency without `le`, and errors that never come', async () => {
  const files = { 'r.json': matrix('requests', 'counter'), 'e.json': matrix('errors', 'counter') };
  const ranges = ['--requests', 'r.json', '--errors', 'e.json', '--latency', 'r.json'];
  expect((await tried(files, ...ranges)).asides.join()).toContain('no label `le`');
  const still = PODS.map((pod) => ({
    metric: { pod },
    values: past()
      .filter((row) => row.pod === pod)
      .map(({ t }) => [t, '37']),
  }));
  const none = { 'n.json': JSON.stringify({ data: { resultType: 'matrix', result: still } }) };
  const said = (await tried(none, '--requests', 'r.json', '--errors', 'n.json', '--json')).json();
  expect(said).toMatchObject({ calibration: { errors: { rate: expect.closeTo(0, 4) as number } } });
});

const ERRORS = 'errors.json';
test.each<[string, string, string]>([
  ['nothing', '{"status":"success","data":{"resultType":"matrix","result":[]}}', 'the query returned nothing'],
  [
    'the wrong type',
    '{"status":"success","data":{"resultType":"vector","result":[{}]}}',
    'gave a vector, not a matrix',
  ],
  ['an error', '{"status":"error","error":"parse error at char 3"}', 'the query failed: parse error at char 3'],
  ['a page of a proxy', '<html>Sign in</html>', 'what came back begins: <html>Sign in'],
  ['a ratio without a denominator', matrixOf('NaN'), 'it holds the value NaN'],
  [
    'no instance',
    '{"data":{"resultType":"matrix","result":[{"metric":{"job":"x"},"values":[[1,"2"]]}]}}',
    'no label tells the instances apart (there are: job)',
  ],
])('a query that returns %s is refused with what came back', async (_, answer, why) => {
  const said = await tried(
    { 'r.json': answer, [ERRORS]: matrix('errors', 'increments') },
    '--requests',
    'r.json',
    '--errors',
    ERRORS,
  );
  expect(said.exitCode).toBe(1);
  expect(said.asides.join('\n')).toContain(why);
});

test('errors without their requests have no denominator', async () => {
  const alone = await tried({ [ERRORS]: matrix('errors', 'increments') }, '--errors', ERRORS);
  expect(alone).toMatchObject({ exitCode: 2, asides: [expect.stringContaining('no denominator'), expect.any(String)] });
  const requests = matrix('requests', 'increments').replaceAll('shop-1', 'other');
  const strange = await tried({ 'r.json': requests }, '--requests', 'r.json', '--errors', ERRORS);
  expect(strange.asides.join('\n')).toContain('shop-1 has errors without a denominator');
});

test('every mistake of a CSV is told with its line', async () => {
  const said = await tried({ 'past.csv': 'time,pod,requests,errors\nnoon,a,1,0\n1,,x,-1' }, '--history', 'past.csv');
  expect(said.asides.filter((line) => line.startsWith('past.csv:'))).toEqual([
    'past.csv:2: "noon" is no time.',
    'past.csv:3: The instance is missing.',
    'past.csv:3: "x" is no number of requests.',
    'past.csv:3: "-1" is no number of errors.',
  ]);
  const columns = await tried({ 'past.csv': 'when,requests\n' }, '--history', 'past.csv');
  expect(columns.asides.join('\n')).toMatch(
    /no column for the time[^]*no column for the instance[^]*no column for the errors/,
  );
});

test('a history that is too short, too coarse, or of one instance is no use, and all of that is said at once', async () => {
  const said = await tried(
    { 'past.csv': 'time,pod,requests,errors\n0,a,10,0\n300,a,10,0\n600,a,10,0' },
    '--history',
    'past.csv',
  );
  expect(said.exitCode).toBe(1);
  expect(said.asides.join('\n')).toMatch(/one instance \(a\)[^]*one value in 300 s[^]*spans 10 min/);
});

function matrixOf(value: string): string {
  return JSON.stringify({ data: { resultType: 'matrix', result: [{ metric: { pod: 'a' }, values: [[1, value]] }] } });
}
