import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshDirectory, openTestStore, STORE_CACHE } from '../../test/support/store.ts';
import { lockDirectory } from './directory-lock.ts';
import { StoreFailure } from './store-failure.ts';

const LOCKING = new URL('directory-lock.ts', import.meta.url).href;

test('a second process is told who has the directory; a killed one has it no longer', async () => {
  const directory = freshDirectory();
  const code = `import { lockDirectory } from '${LOCKING}'; lockDirectory(process.argv[1]); gc(); console.log('locked'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', code, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(holder.stdout, 'data');
    await expect(openTestStore({ directory, cache: STORE_CACHE })).rejects.toMatchObject({
      code: 'store-in-use',
      message: expect.stringContaining(`process ${holder.pid}`),
    });
  } finally {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  }
  const unlock = lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow(StoreFailure);
  unlock();
  lockDirectory(directory)();
});

test('a directory that can not be is refused with what to do', () => {
  const file = join(freshDirectory(), 'file');
  writeFileSync(file, '');
  expect(() => lockDirectory(join(file, 'below'))).toThrow(expect.objectContaining({ code: 'store-not-writable' }));
});
