import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command, CommandStatus } from '../../ports/command-runner.ts';
import { contextOf, ends, NOW, waits } from '../../../test/support/step-context.ts';
import { newWorld, type World } from '../../../test/support/world.ts';
import { command } from './command.ts';
import type { CommandSettings } from './declaration.ts';

const SETTINGS: CommandSettings = { run: 'npm test', timeout: '15m', reports: {} };
const KEY = 'shop-7:STEP:1:1';

let world: World;
beforeEach(() => {
  world = newWorld();
  world.directory = mkdtempSync(join(tmpdir(), 'shipchart-command-'));
});
afterEach(() => rmSync(world.directory, { recursive: true }));

test('the command sees what it is told and nothing else, and its output goes to the log of the step', async () => {
  const settings = { ...SETTINGS, against: 'staging' };
  waits(await command.start(contextOf(settings, { world })));
  const [[key, order] = []] = world.callsOf('commands.start') as [string, Command][];
  expect(key).toBe(KEY);
  expect(order).toEqual({
    line: 'npm test',
    directory: world.directory,
    environment: {
      PATH: '/usr/bin:/bin',
      SHIPCHART_RUN: 'shop-7',
      SHIPCHART_NODE: 'STEP',
      SHIPCHART_COMMIT: 'c0ffee1234567890',
      SHIPCHART_URL: 'http://staging.test',
    },
    logFile: '/blobs/runs/shop-7/STEP/1.log',
    secrets: [],
    limits: { seconds: 900, outputBytes: 16 * 1024 * 1024 },
  });
});

test('a repeat after a crash attaches to what runs; a further try is a command of its own', async () => {
  await command.start(contextOf(SETTINGS, { world }));
  await command.start(contextOf(SETTINGS, { world }));
  expect(Object.keys(world.commands)).toEqual([KEY]);
  await command.check(contextOf(SETTINGS, { world, memo: { directory: world.directory }, attempt: 2 }));
  expect(Object.keys(world.commands)).toEqual([KEY, 'shop-7:STEP:1:2']);
});

test('while it runs there is nothing to do but look again', async () => {
  await command.start(contextOf(SETTINGS, { world }));
  expect(waits(await look())).toMatchObject({ message: 'npm test', wakeAt: NOW + 15_000 });
});

test.each([
  [0, null, 'exit', undefined],
  [3, null, 'exit', 'it ended with exit code 3'],
  [null, 'SIGSEGV', 'exit', 'it was ended by SIGSEGV'],
  [null, 'SIGKILL', 'timeout', 'it took longer than 15m and was ended'],
  [0, null, 'timeout', 'it took longer than 15m and was ended'],
] as const)('exit code %s, signal %s, because of %s: %s', async (exitCode, signal, because, reason) => {
  const end = ends(await after({ exitCode, signal, because }));
  expect(end.outcome).toBe(reason === undefined ? 'pass' : 'fail');
  expect(end.reason).toBe(reason);
});

test('exit code 0 without its report is a failure: it proves nothing', async () => {
  const end = ends(await after({ exitCode: 0 }, { ...SETTINGS, reports: { junit: 'junit.xml' } }));
  expect(end).toMatchObject({
    outcome: 'fail',
    reason: 'the junit report junit.xml could not be read: the command did not write it.',
  });
});

test('of failed tests the first is named', async () => {
  writeFileSync(
    join(world.directory, 'junit.xml'),
    '<testsuite><testcase name="fine"/><testcase name="sells tea"><failure message="no"/></testcase></testsuite>',
  );
  const end = ends(await after({ exitCode: 1 }, { ...SETTINGS, reports: { junit: 'junit.xml' } }));
  expect(end.reason).toBe('it ended with exit code 1; first failed: sells tea');
  expect(end.output).toMatchObject({ numbers: { tests: 2, 'failed-tests': 1 }, failed: [{ name: 'sells tea' }] });
});

test('exit code 78 says that what it needs is not here; a lost one is run again', async () => {
  await expect(after({ exitCode: 78 })).rejects.toMatchObject({ code: 'command-cannot-run', retry: false });
  world.commands[KEY] = { state: 'lost' };
  await expect(look()).rejects.toMatchObject({ code: 'command-lost', retry: true });
});

test('a cancelled one is stopped, also when nothing runs', async () => {
  await command.cancel(contextOf(SETTINGS, { world }));
  expect(world.callsOf('commands.stop')).toEqual([[KEY, 5_000]]);
});

function look(settings = SETTINGS) {
  return command.check(contextOf(settings, { world, memo: { directory: world.directory } }));
}

function after(end: Partial<Extract<CommandStatus, { state: 'ended' }>>, settings = SETTINGS) {
  world.commands[KEY] = { state: 'ended', exitCode: 0, signal: null, because: 'exit', durationMs: 5, ...end };
  return look(settings);
}
