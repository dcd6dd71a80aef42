import { expect, test } from 'vitest';
import { LATENCY_EDGES_MS } from '../../lib/latency-edges.ts';
import { uncalibrated } from '../calibration.ts';
import { type CountsFile, readCounts, type ReadingAs } from './read-counts.ts';

const line = (t: number, weight: unknown, green: object = {}, blue: object = {}) =>
  JSON.stringify({
    t,
    green: { requests: 5, errors: 0, ...green },
    blue: { requests: 95, errors: 1, ...blue },
    weight,
  });

test('seconds and fractions, milliseconds and percent are told apart', () => {
  expect(file(line(1, 0.05), line(2, 0.05))).toMatchObject({
    read: { time: 's', weights: 'fraction' },
    startedAtMs: 0,
  });
  const modern = file(line(1_785_000_000_000, 5), line(1_785_000_001_000, 5));
  expect(modern).toMatchObject({ read: { time: 'ms', weights: 'percent' }, startedAtMs: 1_784_999_999_000 });
  expect(file(line(0, 5), line(1_000, 5), line(2_000, 5)).ticks.map(({ atMs }) => atMs)).toEqual([0, 1_000, 2_000]);
  expect(file(line(1_785_000_000, 5), line(1_785_000_001, 5)).read.time).toBe('s');
});

test('where no weight is above 1, the share that the canary got decides', () => {
  expect(file(line(1, 1, { requests: 1 }, { requests: 99 })).ticks[0]?.weight).toBe(1);
  expect(file(line(1, 1, { requests: 100 }, { requests: 0 })).ticks[0]?.weight).toBe(100);
  expect(file(line(1, 0.5, { requests: 50 }, { requests: 50 })).ticks[0]?.weight).toBe(50);
  expect(file(line(1, '0.5 %', { requests: 50 }, { requests: 50 })).ticks[0]?.weight).toBe(0.5);
});

test('the reader may be told, by the first line or by the caller', () => {
  const said = '{"time":"ms","weights":"percent"}';
  expect(file(said, line(1, 0.5)).ticks[0]).toMatchObject({ atMs: 1, weight: 0.5 });
  expect(file([line(1, 0.5)], { time: 'ms', weights: 'percent' }).ticks[0]).toMatchObject({ atMs: 1, weight: 0.5 });
});

test('a calibration may be a figure or two; what is left out is policy', () => {
  expect(file(line(1, 5)).calibration).toEqual(uncalibrated());
  const { calibration } = file('{"calibration":{"phi":2,"latency":{"sigma":0.01},"errors":{"rate":0.01}}}', line(1, 5));
  expect(calibration).toMatchObject({
    from: 'history',
    errors: { phi: 2, eta: 0.5, sigma: 0.1, rate: 0.01 },
    latency: { phi: 2, sigma: 0.01 },
  });
});

test('latency comes as counts by edges, with the edges once or every time, or cumulative in seconds', () => {
  const counts = (given: unknown) => ({ latency: given });
  const byEdges = file(
    line(1, 5, counts({ edgesMs: [50, 100], counts: [3, 1, 1] }), counts({ edgesMs: [50, 100], counts: [90, 5] })),
  );
  expect(byEdges).toMatchObject({
    edgesMs: [50, 100],
    ticks: [{ green: { latency: [3, 1, 1] }, blue: { latency: [90, 5, 0] } }],
  });
  const both = (given: unknown) => line(1, 5, counts(given), counts(given));
  const le = file(both({ le: { '0.05': 3, '+Inf': 5, '0.1': 4 } }));
  expect(le).toMatchObject({ edgesMs: [50, 100], ticks: [{ green: { latency: [3, 1, 1] } }] });
  expect(file('{"edgesMs":[50,100]}', both([3, 1, 1])).edgesMs).toEqual([50, 100]);
  const own = file(both(LATENCY_EDGES_MS.map(() => 1)));
  expect(own.edgesMs).toBe(LATENCY_EDGES_MS);
});

test('time that goes back is counted, not refused', () => {
  expect(file(line(1, 5), line(3, 5), line(2, 5), line(4, 5)).backward).toBe(1);
});

test('every mistake is told at once, with its line', () => {
  const text = [
    '{"calibration":{"phy":2}}',
    line(1, 200, { requests: -1 }),
    'counts',
    '',
    line(2, 5, { latency: [1, 2] }, { error: 3 }),
    line(3, 5, { latency: { edgesMs: [1, 2], counts: [1] } }, { latency: { le: { '1': 3, '2': 2, '+Inf': 3 } } }),
    '[]',
  ].join('\n');
  const problems = mistakes(text);
  expect(problems.map(({ line: at, message }) => `${at} ${message}`)).toEqual([
    '1 calibration has "phy", which means nothing here.',
    '2 green.requests must be a number of at least 0.',
    '2 weight must be the canary’s share of the traffic: 0.05, 5 or "5 %".',
    '3 The line is no JSON.',
    '5 blue has "error", which means nothing here.',
    '6 green.latency has 1 counts for 2 edges: one per edge, and one more for the rest.',
    '6 blue.latency must not fall from edge to edge: each count holds all those below it.',
    '7 The line must be { t, green, blue, weight }.',
  ]);
});

test('buckets must be the same on every line, and fit what the first line says', () => {
  const at = (t: number, edgesMs: number[]) => {
    const latency = { latency: { edgesMs, counts: edgesMs } };
    return line(t, 5, latency, latency);
  };
  expect(mistakes([at(1, [1, 2]), at(2, [1, 3])].join('\n'))).toMatchObject([{ line: 2 }, { line: 2 }]);
  expect(mistakes(line(1, 5, { latency: { edgesMs: [1, 2], counts: [1, 2] } }))).toMatchObject([
    { line: 1, message: 'green has latency and blue has none.' },
  ]);
  const head = '{"calibration":{"latency":{"histogram":[1,2]}}}';
  expect(mistakes([head, at(1, [1, 2])].join('\n'))).toMatchObject([
    { line: 1, message: 'calibration.latency.histogram has 2 buckets, the ticks 3.' },
  ]);
});

test.each([
  ['', 'The file is empty.'],
  ['{"calibration":{}}\n', 'The file has a first line and no ticks.'],
  ['{"t":1e999}', 't must be a time'],
])('%j is refused', (text, why) => {
  expect(mistakes(text)[0]?.message).toContain(why);
});

function file(...lines: readonly [readonly string[], Partial<ReadingAs>] | readonly string[]): CountsFile {
  const [first, as] = lines;
  const [text, more] =
    typeof first === 'string' ? [lines as string[], {}] : [first as string[], as as Partial<ReadingAs>];
  const read = readCounts(text.join('\n'), { edgesMs: LATENCY_EDGES_MS, ...more });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.file;
}

function mistakes(text: string) {
  const read = readCounts(text, { edgesMs: LATENCY_EDGES_MS });
  return 'problems' in read ? read.problems : [];
}
