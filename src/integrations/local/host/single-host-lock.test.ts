import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeHostLock } from './single-host-lock.ts';

test('one process holds the lock, and its death by kill -9 frees it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lock-'));
  const file = join(folder, 'lock.sqlite');
  const program = `
    const { takeHostLock } = await import(${JSON.stringify(new URL('./single-host-lock.ts', import.meta.url).href)});
    console.log(takeHostLock(${JSON.stringify(file)}));
    setInterval(() => undefined, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(holder.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('true\n');
  expect(takeHostLock(file)).toBe(false);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(takeHostLock(file)).toBe(true);
  await rm(folder, { recursive: true });
});
