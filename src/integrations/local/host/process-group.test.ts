import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { startOwned } from './owned-process.ts';
import { endGroup, membersOf, newGroupMark, type OwnedGroup } from './process-group.ts';
import { startedMark } from './process-table.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const begun: OwnedGroup[] = [];
afterEach(async () => {
  for (const group of begun.splice(0)) await endGroup(group, 0);
});

/** Starts a shell line and returns its group once it printed `ready`. */
async function start(line: string): Promise<OwnedGroup> {
  const group: OwnedGroup = { mark: newGroupMark() };
  begun.push(group);
  let said = '';
  await startOwned({
    program: '/bin/sh',
    parameters: ['-c', line],
    directory: '/',
    environment: { PATH: process.env['PATH'] ?? '' },
    group,
    hear: (stdout, stderr) => [stdout, stderr].forEach((pipe) => pipe.on('data', (chunk) => (said += String(chunk)))),
  });
  await vi.waitFor(() => expect(said).toContain('ready'), PATIENCE);
  return group;
}

test('a group ends with its grandchildren', async () => {
  const group = await start(`sh -c 'sleep 1000 & sleep 1000 & echo ready; wait' & wait`);
  expect((await membersOf(group)).length).toBeGreaterThanOrEqual(4);
  await endGroup(group, 5_000);
  expect(await membersOf(group)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'what left the group and lost its parents is still found, by its mark',
  async () => {
    const group = await start(`(setsid sh -c 'echo ready; exec sleep 1000' &) ; exit 0`);
    await vi.waitFor(async () => expect(await startedMark(group.leader?.pid ?? 0)).toBeUndefined(), PATIENCE);
    expect(await membersOf(group)).toHaveLength(1);
    await endGroup(group, 5_000);
    expect(await membersOf(group)).toEqual([]);
  },
);

test('a deaf process is killed when its grace is over', async () => {
  const group = await start(`trap '' TERM; echo ready; while :; do sleep 0.1; done`);
  await endGroup(group, 100);
  expect(await membersOf(group)).toEqual([]);
});

test('a stranger that got the number of a group’s leader is left alone', async () => {
  const stranger = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  await once(stranger, 'spawn');
  const pid = stranger.pid as number;
  const group: OwnedGroup = { mark: newGroupMark(), leader: { pid, started: 'another boot:1' } };
  expect(await membersOf(group)).toEqual([]);
  await endGroup(group, 0);
  expect(await startedMark(pid)).toBeDefined();
  stranger.kill('SIGKILL');
});

test('ending a group that is gone changes nothing', async () => {
  await expect(endGroup({ mark: newGroupMark() }, 0)).resolves.toBeUndefined();
  const gone = { mark: newGroupMark(), leader: { pid: 2 ** 22 - 1, started: 'x' } };
  await expect(endGroup(gone, 0)).resolves.toBeUndefined();
});
