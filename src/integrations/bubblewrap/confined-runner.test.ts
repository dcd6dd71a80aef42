import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../test/support/programs.ts';
import type { Command, CommandStatus } from '../../ports/command-runner.ts';
import { openHostForTests, type HostForTests } from '../local/host-for-tests.ts';
import type { Confinement } from './confined-line.ts';
import { confinedRunner, whyNotConfined } from './confined-runner.ts';

const why = await whyNotConfined();
if (why !== undefined && process.env['CI'] === 'true') throw new Error(`CI needs bubblewrap: ${why}`);
if (why !== undefined) console.warn(`SKIPPED: confined commands: ${why} (Debian: apt-get install bubblewrap)`);

const CONFINEMENT: Confinement = {
  readable: [dirname(process.execPath)],
  network: 'none',
  limits: { processes: 4_096, memoryBytes: 1_536 * 1024 * 1024, fileBytes: 1024 * 1024 },
};

describe.skipIf(why !== undefined)('a confined command', () => {
  let bench: HostForTests;
  let root: string;
  beforeAll(async () => {
    bench = await openHostForTests();
    root = await mkdtemp(join(tmpdir(), 'shipchart-confined-'));
    await mkdir(join(root, 'own'));
    await writeFile(join(root, 'other-run.log'), 'of another run');
  });
  afterAll(async () => {
    await bench.close();
    await rm(root, { recursive: true, force: true });
  });

  test('writes in its own folder, and finds its programs there', async () => {
    const { log, end } = await told('node -e "console.log(6 * 7)" && echo made > made.txt && git --version');
    expect(log).toContain('42');
    expect(end).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(root, 'own', 'made.txt'), 'utf8')).toBe('made\n');
  });

  test.each([
    ['other runs', () => `cat ${join(root, 'other-run.log')}`],
    ['the database and the keys', () => `ls ${bench.data}`],
    ["the server's environment", () => `cat /proc/${process.pid}/environ`],
    ["the operator's home", () => `ls ${process.env['HOME'] ?? '/root'}/.ssh ${process.env['HOME'] ?? '/root'}/.npmrc`],
    ['the password file', () => 'cat /etc/shadow'],
    ['a system program to overwrite', () => 'touch /usr/bin/env'],
  ])('finds nothing of %s', async (_, line) => {
    const { log, end } = await told(`${line()} && echo REACHED`);
    expect(log).not.toContain('REACHED');
    expect(end.exitCode).not.toBe(0);
  });

  test('sees no process but its own, and can end no other', async () => {
    const { log } = await told(`ls /proc | grep -c '^[0-9]'; kill -0 ${process.pid} && echo REACHED`);
    expect(Number(log.split('\n')[0])).toBeLessThan(10);
    expect(log).not.toContain('REACHED');
  });

  test('reaches no network where the operator gives none, this machine included; and does where they do', async () => {
    const server = createServer((_, answer) => answer.end('REACHED'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const fetches = `node -e "fetch('http://127.0.0.1:${port}').then((a) => a.text()).then(console.log)"`;
    try {
      expect((await told(fetches)).log).not.toContain('REACHED');
      expect((await told(fetches, { ...CONFINEMENT, network: 'host' })).log).toContain('REACHED');
    } finally {
      server.close();
    }
  });

  test('ends where it takes more memory, or writes a larger file, than it may', async () => {
    const greedy = await told(
      `node -e "console.log('began'); const kept = []; for (let n = 0; n < 512; n++) kept.push(Buffer.alloc(1 << 24, 1)); console.log('REACHED')"`,
    );
    expect(greedy.log).toContain('began');
    expect(greedy.log).not.toContain('REACHED');
    const large = await told('head -c 5000000 /dev/zero > large');
    expect(large.end.exitCode).not.toBe(0);
  });

  test('leaves nothing behind in a home or a temporary folder that the next one could find', async () => {
    await told('echo poison > ~/.npmrc; echo poison > /tmp/poison; mkdir -p ~/.npm && echo poison > ~/.npm/poison');
    const { log } = await told('cat ~/.npmrc ~/.npm/poison /tmp/poison');
    expect(log).not.toMatch(/^poison$/m);
  });

  test('is ended with all that it started, also what left its group', async () => {
    const commands = confinedRunner(bench.host.commands, CONFINEMENT);
    const nap = `${process.pid}${Date.now()}`;
    await commands.start(nap, commandOf(`setsid sleep ${nap} & sleep ${nap}`, join(root, 'stopped.log')));
    await until('both naps', async () => ((await naps(nap)) >= 2 ? true : undefined));
    await commands.stop(nap, 100);
    expect(await commands.status(nap)).toMatchObject({ state: 'ended', because: 'stopped' });
    await until('no nap', async () => ((await naps(nap)) === 0 ? true : undefined), 5_000);
  });

  async function naps(nap: string): Promise<number> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
    return lines.filter((line) => line === `sleep\0${nap}\0`).length;
  }

  let count = 0;
  async function told(line: string, confinement = CONFINEMENT) {
    const key = `confined-${count++}`;
    const logFile = join(root, `${key}.log`);
    const commands = confinedRunner(bench.host.commands, confinement);
    await commands.start(key, commandOf(line, logFile));
    const end = await until<CommandStatus & { state: 'ended' }>(`the end of ${line}`, async () => {
      const status = await commands.status(key);
      return status.state === 'ended' ? status : undefined;
    });
    return { end, log: await readFile(logFile, 'utf8') };
  }

  function commandOf(line: string, logFile: string): Command {
    return {
      line,
      directory: join(root, 'own'),
      environment: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: join(root, 'home') },
      logFile,
      secrets: [],
      limits: { seconds: 30, outputBytes: 1_000_000 },
    };
  }
});
