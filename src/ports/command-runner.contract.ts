import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Command, CommandRunner, CommandStatus } from './command-runner.ts';

/** What an adapter brings to be held to the contract of `CommandRunner`. Commands see the files of this machine. */
export interface CommandRunnerSubject {
  commands: CommandRunner;
  close(): Promise<void>;
}

const PATIENCE_MS = 20_000;
const GENEROUS = { seconds: 60, outputBytes: 1_000_000 };

export function commandRunnerContract(name: string, open: () => Promise<CommandRunnerSubject>): void {
  describe(`${name} keeps the contract of CommandRunner`, () => {
    let subject: CommandRunnerSubject;
    let folder: string;
    beforeEach(async () => {
      subject = await open();
      folder = await mkdtemp(join(tmpdir(), 'command-'));
    });
    afterEach(async () => {
      await subject.close();
      await rm(folder, { recursive: true });
    });

    const command = (line: string, rest: Partial<Command> = {}): Command => ({
      line,
      directory: folder,
      environment: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
      logFile: join(folder, 'log'),
      secrets: [],
      limits: GENEROUS,
      ...rest,
    });
    const log = () => readFile(join(folder, 'log'), 'utf8');
    const ended = (key: string) =>
      vi.waitFor(
        async () => {
          const status = await subject.commands.status(key);
          expect(status.state).toBe('ended');
          return status as Extract<CommandStatus, { state: 'ended' }>;
        },
        { timeout: PATIENCE_MS, interval: 20 },
      );
    const inLog = (text: string) =>
      vi.waitFor(async () => expect(await log()).toContain(text), { timeout: PATIENCE_MS, interval: 20 });

    test('a command runs in its folder, and its output and exit code are kept', async () => {
      const { commands } = subject;
      expect(await commands.status('a')).toEqual({ state: 'unknown' });
      await commands.start('a', command('pwd; echo to-stderr >&2; exit 3'));
      expect(await ended('a')).toMatchObject({
        exitCode: 3,
        signal: null,
        because: 'exit',
        durationMs: expect.any(Number),
      });
      expect(await log()).toContain('to-stderr');
      expect(await log()).toContain(folder.split('/').at(-1));
    });

    test('nothing is inherited', async () => {
      process.env['CONTROL_PLANE_SECRET'] = 'inherited';
      await subject.commands.start(
        'a',
        command('env', { environment: { PATH: '/usr/bin:/bin', GREETING: 'hello there' } }),
      );
      await ended('a');
      delete process.env['CONTROL_PLANE_SECRET'];
      expect(await log()).toContain('GREETING=hello there');
      expect(await log()).not.toContain('inherited');
      expect(await log()).not.toMatch(/^HOME=/m);
    });

    test('the same key starts one command, while it runs and after', async () => {
      const { commands } = subject;
      const once = command('echo started >> count; sleep 0.2');
      await Promise.all([commands.start('a', once), commands.start('a', once)]);
      expect(await commands.status('a')).toMatchObject({ state: 'running', startedAt: expect.any(Number) });
      await commands.start('a', once);
      const outcome = await ended('a');
      await commands.start('a', once);
      expect(await commands.status('a')).toEqual(outcome);
      expect(await readFile(join(folder, 'count'), 'utf8')).toBe('started\n');
    });

    test('secrets do not reach the log, also split across writes', async () => {
      const halves = `printf 'token=s3cr'; sleep 0.2; printf 'et-value end\\n'; printf 's3cret-value' | base64`;
      await subject.commands.start('a', command(halves, { secrets: ['s3cret-value'] }));
      await ended('a');
      expect(await log()).toMatch(/^token=\S+ end\n/);
      expect(await log()).not.toContain('s3cret-value');
      expect(await log()).not.toContain(Buffer.from('s3cret-value').toString('base64').slice(0, 14));
    });

    test('output past its limit keeps its beginning and its end, and says how much is missing', async () => {
      const much = `echo first-line; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last-line`;
      await subject.commands.start('a', command(much, { limits: { seconds: 60, outputBytes: 10_000 } }));
      expect(await ended('a')).toMatchObject({ exitCode: 0 });
      const text = await log();
      expect(text.length).toBeLessThan(10_000 + 70_000);
      expect(text).toMatch(/^first-line\n/);
      expect(text).toMatch(/last-line\n$/);
      expect(text).toMatch(/\d{7} characters left out/);
    });

    test('a command that takes too long is ended, with all that it started', async () => {
      const line = `sh -c 'echo $$ > grandchild; exec sleep 1000' & wait`;
      await subject.commands.start('a', command(line, { limits: { seconds: 1, outputBytes: 1_000 } }));
      expect(await ended('a')).toMatchObject({ because: 'timeout' });
      expect(isAlive(await readFile(join(folder, 'grandchild'), 'utf8'))).toBe(false);
    });

    test('stopping ends a command that does not listen, with all that it started, and returns when none is left', async () => {
      const { commands } = subject;
      const deaf = `trap '' TERM; sh -c 'trap "" TERM; echo $$ > grandchild; echo ready; while :; do sleep 1; done' & wait`;
      await commands.start('a', command(deaf));
      await inLog('ready');
      await commands.stop('a', 100);
      expect(isAlive(await readFile(join(folder, 'grandchild'), 'utf8'))).toBe(false);
      expect(await ended('a')).toMatchObject({ because: 'stopped', exitCode: null, signal: 'SIGKILL' });
    });

    test('a command that listens ends in its own way when stopped', async () => {
      const { commands } = subject;
      await commands.start('a', command(`trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done`));
      await inLog('ready');
      await commands.stop('a', 10_000);
      expect(await ended('a')).toMatchObject({ because: 'stopped', exitCode: 7 });
      expect(await log()).toContain('bye');
    });

    test('what a command leaves running ends with it', async () => {
      await subject.commands.start(
        'a',
        command(`sh -c 'echo $$ > left; exec sleep 1000' & while [ ! -s left ]; do sleep 0.01; done`),
      );
      expect(await ended('a')).toMatchObject({ exitCode: 0, because: 'exit' });
      expect(isAlive(await readFile(join(folder, 'left'), 'utf8'))).toBe(false);
    });

    test('a command that cannot be started says so, and may be started again', async () => {
      const { commands } = subject;
      const nowhere = commands.start('a', command('true', { directory: join(folder, 'nowhere') }));
      await expect(nowhere).rejects.toMatchObject({ code: 'start-failed' });
      await commands.start('a', command('true'));
      expect(await ended('a')).toMatchObject({ exitCode: 0 });
    });

    test('stopping what never ran, or has ended, changes nothing', async () => {
      const { commands } = subject;
      await commands.stop('never', 0);
      await commands.start('a', command('exit 4'));
      const outcome = await ended('a');
      await commands.stop('a', 0);
      expect(await commands.status('a')).toEqual(outcome);
    });
  });
}

/** A zombie, which nobody has fetched yet, is dead. */
function isAlive(pid: string): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', pid.trim()]).stdout.toString().trim();
  return state !== '' && !state.startsWith('Z');
}
