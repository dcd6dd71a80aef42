import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeServer, type FakeServer } from './testing/fake-server.ts';
import { aRun, aView, running } from './testing/views.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/shipchart.cjs');

let server: FakeServer;

beforeEach(async () => {
  server = await fakeServer();
  server.runs = [aRun()];
  server.views = [aView([running('LINT')])];
  server.changes = [{ type: 'run', run: aView([running('LINT')]) }];
});
afterEach(() => server.stop());

test('Ctrl-C in a real process: the following ends with 130, and says how to go on', async () => {
  const { child, output } = start(['show', '--follow']);
  child.stdout.once('data', () => child.kill('SIGINT'));
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(output()).toContain('LINT starts');
  expect(output()).toContain('shop-12 goes on.');
});

test('a reader that went away ends the program without a stack trace', async () => {
  server.runs = Array.from({ length: 5_000 }, (_, at) => aRun({ id: `shop-${at}` }));
  const { child, output } = start(['runs', '--json', '--limit', '5000']);
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await once(child, 'close')).toEqual([141, null]);
  expect(output()).not.toMatch(/EPIPE|at /);
});

function start(words: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: { ...process.env, SHIPCHART_SERVER: server.baseUrl },
  });
  let said = '';
  const hear = (chunk: Buffer) => void (said += chunk.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return { child, output: () => said };
}
