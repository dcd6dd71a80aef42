import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LoadGenerator, LoadResult } from '../../ports/load-generator.ts';
import { contextOf, ends, waits } from '../../../test/support/step-context.ts';
import { newWorld, type World } from '../../../test/support/world.ts';
import { loadTest } from './load-test.ts';
import { readScenario } from './scenario.ts';

const SETTINGS = { scenario: 'load.yaml', against: 'staging', timeout: '15m' };
const KEY = 'shop-7:STEP:1:1';
const RESULT: LoadResult = { requests: 200, errors: 3, p50Ms: 10, p95Ms: 120.04, p99Ms: 300, requestsPerSecond: 20 };

let world: World;
beforeEach(() => {
  world = newWorld();
  world.directory = mkdtempSync(join(tmpdir(), 'shipchart-load-'));
  world.loadGenerators = [generator('absent', false), generator('first'), generator('second')];
  scenario('{ p95: "<= 300 ms", errors: "< 2 %" }');
});
afterEach(() => rmSync(world.directory, { recursive: true }));

test('the first generator that is here drives the environment; a repeat attaches to it', async () => {
  const started = waits(await loadTest.start(contextOf(SETTINGS, { world })));
  expect(waits(await loadTest.start(contextOf(SETTINGS, { world })))).toEqual(started);
  expect(started.message).toBe('load.yaml on first');
  expect(world.callsOf('commands.start')[0]?.[1]).toMatchObject({ line: 'first http://staging.test 5' });
  expect(Object.keys(world.commands)).toEqual([KEY]);
});

test('what keeps its thresholds passes, and its numbers go to the gate', async () => {
  const end = ends(await after(RESULT));
  expect(end).toMatchObject({
    outcome: 'pass',
    reason: '200 requests on first: p95 120 ms, 1.5 % errors',
    output: { generator: 'first', numbers: { p50: 10, p95: 120.04, p99: 300, 'error-rate': 1.5 } },
  });
  expect(end.evidence?.map(({ sentence }) => sentence)).toEqual([
    'p95 120 ms keeps <= 300 ms',
    'errors 1.5 % keeps < 2 %',
  ]);
});

test('what breaks one fails, and says by how much', async () => {
  const end = ends(await after({ ...RESULT, errors: 4 }));
  expect(end).toMatchObject({
    outcome: 'fail',
    reason: 'errors 2 % breaks < 2 % (200 requests on first: p95 120 ms, 2 % errors)',
  });
});

test('no request through is no measurement, whatever the thresholds', async () => {
  scenario('{}');
  await expect(after({ ...RESULT, requests: 0 })).rejects.toMatchObject({ code: 'load-not-measured' });
});

test('a generator that failed, or is gone, measured nothing', async () => {
  await expect(after(RESULT, 107)).rejects.toMatchObject({ message: /first: it ended with exit code 107/ });
  world.loadGenerators = [generator('second')];
  await expect(after(RESULT)).rejects.toMatchObject({ message: /first is not here any more/ });
  world.loadGenerators = [];
  const started = loadTest.start(contextOf(SETTINGS, { world }));
  await expect(started).rejects.toMatchObject({ message: 'could not measure: no load generator is here.' });
});

test.each([
  ['no file', undefined],
  ['no YAML', 'requests: ['],
  ['another shape', 'hello: world'],
  ['nothing', ''],
])('a scenario that is %s is told by its path', async (_, text) => {
  if (text === undefined) rmSync(join(world.directory, 'load.yaml'));
  else writeFileSync(join(world.directory, 'load.yaml'), text);
  const started = loadTest.start(contextOf(SETTINGS, { world }));
  await expect(started).rejects.toMatchObject({ code: 'scenario-unreadable', message: /load\.yaml/, retry: false });
});

describe('a scenario', () => {
  test('reads with its defaults; a body that is data is sent as JSON', () => {
    const { load } = readScenario('duration: 90s\nrequests: [{path: /}, {method: POST, path: /o, body: {tea: 1}}]');
    expect(load).toEqual({
      seconds: 90,
      connections: 10,
      requests: [
        { method: 'GET', path: '/', headers: {} },
        { method: 'POST', path: '/o', headers: { 'content-type': 'application/json' }, body: '{"tea":1}' },
      ],
    });
  });

  test('names every problem at once, with its place', () => {
    const text = 'duration: 2h\nconnections: 0\nrequests: [{path: http://elsewhere.test/}]\nthresholds: {p95: fast}';
    expect(() => readScenario(text)).toThrow(/duration: .*connections: .*requests\.0\.path: .*thresholds\.p95: /s);
  });

  test('aliases can not blow it up', () => {
    const bomb = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]', 'duration: 1s'].join('\n');
    expect(() => readScenario(bomb)).toThrow(/alias/i);
  });
});

function after(result: LoadResult, exitCode = 0) {
  writeFileSync(join(world.directory, '.shipchart-load.json'), JSON.stringify(result));
  world.commands[KEY] = { state: 'ended', exitCode, signal: null, because: 'exit', durationMs: 5 };
  const memo = { directory: world.directory, generator: 'first' };
  return loadTest.check(contextOf(SETTINGS, { world, memo }));
}

function scenario(thresholds: string): void {
  writeFileSync(
    join(world.directory, 'load.yaml'),
    `duration: 5s\nconnections: 2\nrequests: [{path: /}]\nthresholds: ${thresholds}\n`,
  );
}

function generator(name: string, here = true): LoadGenerator {
  return {
    name,
    available: async () => here,
    prepare: async ({ seconds }, url) => `${name} ${url} ${seconds}`,
    read: async (file) => JSON.parse(readFileSync(file, 'utf8')) as LoadResult,
  };
}
