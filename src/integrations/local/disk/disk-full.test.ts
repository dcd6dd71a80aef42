import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { onDisk } from './disk-full.ts';

const run = promisify(execFile);
const hasFullDevice = existsSync('/dev/full');

test.skipIf(!hasFullDevice)('a full disk says which place and what to do', async () => {
  const failure = await onDisk('/var/lib/shipchart', () => writeFile('/dev/full', 'x')).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ name: 'WorldFailure', code: 'disk-full', retry: true, cause: { code: 'ENOSPC' } });
  expect(failure).toMatchObject({
    message: expect.stringContaining('/var/lib/shipchart'),
    hint: expect.stringContaining('df -h'),
  });
});

test.skipIf(!hasFullDevice)('a full disk that another program ran into is one too', async () => {
  const copy = () => run('cp', ['/proc/self/status', '/dev/full'], { env: { ...process.env, LC_ALL: 'C' } });
  await expect(onDisk('/var/lib/shipchart', copy)).rejects.toMatchObject({ code: 'disk-full' });
});

test('a used-up quota is a full disk, also as the cause of something else', async () => {
  const quota = Object.assign(new Error('quota'), { code: 'EDQUOT' });
  await expect(onDisk('/x', () => Promise.reject(new Error('outer', { cause: quota })))).rejects.toMatchObject({
    code: 'disk-full',
  });
});

test('anything else comes through as it is', async () => {
  await expect(onDisk('/x', () => Promise.reject(new Error('other')))).rejects.toThrow('other');
  expect(await onDisk('/x', async () => 7)).toBe(7);
});
