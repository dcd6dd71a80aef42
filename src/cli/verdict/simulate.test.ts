import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'shipchart-counts-'))));
afterEach(() => rm(directory, { recursive: true }));

/** So many seconds at 1,000 requests a second, 5 % of them to the canary. */
function traffic(seconds: number, canaryErrors: number, baselineErrors = 0): string {
  const line = (t: number) =>
    `{"t":${t},"green":{"requests":50,"errors":${canaryErrors}},"blue":{"requests":950,"errors":${baselineErrors}},"weight":0.05}`;
  return Array.from({ length: seconds }, (_, i) => line(i + 1)).join('\n');
}

async function simulate(text: string, ...options: string[]) {
  await writeFile(join(directory, 'counts.jsonl'), text);
  return runCli(['verdict', 'simulate', '--counts', 'counts.jsonl', ...options], { directory });
}

test('a canary without errors is healthy at the least time, with exit code 0', async () => {
  const said = await simulate(traffic(400, 0), '--guard', 'errors=0.5', '--phi', '1');
  expect(said).toMatchObject({ exitCode: 0 });
  expect(said.lines[0]).toBe('healthy after 5 min, on line 300 of 400');
});

test('one that fails is an anomaly within seconds, with exit code 3 and the numbers', async () => {
  const said = await simulate(traffic(400, 25, 1));
  expect(said.exitCode).toBe(3);
  expect(said.lines[0]).toMatch(/^anomaly after [1-5]\.0 s, on line [1-5] of 400$/);
  expect(said.written).toContain('Errors: canary');
});

test('time that runs out is inconclusive, and so are data that end, with exit code 6', async () => {
  const upto = await simulate(traffic(80, 0), '--at-most', '1m', '--for', '30s');
  expect(upto).toMatchObject({ exitCode: 6 });
  expect(upto.lines[0]).toBe('inconclusive after 1 min, on line 60 of 80');
  const ended = await simulate(traffic(80, 0));
  expect(ended).toMatchObject({ exitCode: 6 });
  expect(ended.lines[0]).toContain('the data end after 1 min 20 s');
});

test('the JSON has the verdict, when it fell, the whole evidence and how the file was read', async () => {
  const said = await simulate(traffic(400, 25, 1), '--json');
  expect(said.json()).toMatchObject({
    verdict: 'anomaly',
    because: 'more-errors',
    decided: { line: expect.any(Number) as number, afterSeconds: expect.any(Number) as number },
    evidence: {
      metric: 'errors',
      decision: 'anomaly',
      metrics: [{ metric: 'errors', samples: {}, canary: {}, baseline: {} }],
    },
    read: { time: 's', weights: 'fraction' },
    settings: { forMs: 300_000, latency: 'off' },
  });
});

test('standard input is a file too', async () => {
  const said = await runCli(['verdict', 'simulate', '--counts', '-'], {
    input: () => Readable.from([traffic(20, 50)]),
  });
  expect(said.exitCode).toBe(3);
});

test('mistakes in the file come with their lines, all at once, and a bound on how many are shown', async () => {
  const said = await simulate(`${traffic(1, 0)}\nwhat\n{"t":1}`);
  expect(said).toMatchObject({ exitCode: 1, lines: [''] });
  expect(said.asides.filter((each) => each.startsWith('counts.jsonl:'))).toEqual([
    'counts.jsonl:2: The line is no JSON.',
    'counts.jsonl:3: green is missing.',
    'counts.jsonl:3: blue is missing.',
    'counts.jsonl:3: weight is missing.',
  ]);
  const many = await simulate('what\n'.repeat(1_000), '--json');
  expect(many.json()).toMatchObject({ error: { more: 950 } });
});

test('wrong options are told at once, and so is a file that is not there', async () => {
  const said = await simulate(traffic(1, 0), '--for', 'long', '--alpha', '2', '--guard', 'p99=20%');
  expect(said.exitCode).toBe(2);
  expect(said.asides.join('\n')).toMatch(/--for long.*\n--alpha 2.*\n--guard latency: the file has no latency/);
  const gone = await runCli(['verdict', 'simulate', '--counts', 'gone.jsonl'], { directory });
  expect(gone).toMatchObject({ exitCode: 2, asides: ['gone.jsonl: there is no such file.', expect.any(String)] });
});

test('the group names its commands', async () => {
  const said = await runCli(['verdict', '--help']);
  expect(said).toMatchObject({ exitCode: 0 });
  expect(said.written).toMatch(/simulate .*Judge a file of counts/);
});
