import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCommandLog, type OutputLimits } from './command-output.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function logOf(chunks: Iterable<string | Buffer>, limits: OutputLimits): Promise<string> {
  const file = join(folder, 'log');
  const log = await openCommandLog(file, limits);
  await log.take(Readable.from(Array.from(chunks, (chunk) => Buffer.from(chunk))));
  return readFile(file, 'utf8');
}

test('output within its limit is kept as it is', async () => {
  expect(await logOf(['one ', 'two\n', 'ünï'], { secrets: [], limitBytes: 100 })).toBe('one two\nünï');
});

test('a character that is cut in two by the pipe comes out whole', async () => {
  const [first, second] = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)];
  expect(await logOf([first, second], { secrets: [], limitBytes: 100 })).toBe('ü');
});

test('secrets are masked wherever they stand and the pipe cuts them: in the beginning, across the limit, in the end', async () => {
  const secret = 'correct-horse-battery';
  const parts = Array.from({ length: secret.length - 5 }, (_, at) => secret.slice(at, at + 6));
  for (let before = 0; before < 40; before++) {
    const whole = `${'.'.repeat(before)}${secret} middle ${secret}`;
    for (const cut of [before + 3, before + 10, before + 18]) {
      const text = await logOf([whole.slice(0, cut), whole.slice(cut)], { secrets: [secret], limitBytes: 30 });
      expect(parts.filter((part) => text.includes(part))).toEqual([]);
      expect(text).toContain('.'.repeat(Math.min(before, 30)));
      await rm(join(folder, 'log'));
    }
  }
});

test('a secret that begins before the kept end is not torn', async () => {
  const secret = 'correct-horse-battery';
  // The end is 64 KiB: the secret stands across its first character.
  const text = await logOf(['x'.repeat(100_000), secret, 'y'.repeat(64 * 1024 - 5)], {
    secrets: [secret],
    limitBytes: 10,
  });
  expect(text).not.toMatch(/horse|tery/);
});

test('200 MB leave a small log and a line that says how much is missing', async () => {
  const piece = Buffer.alloc(64 * 1024, 'z');
  const file = join(folder, 'log');
  const log = await openCommandLog(file, { secrets: ['a-secret'], limitBytes: 1_000_000 });
  const pieces = function* () {
    for (let count = 0; count < 3_200; count++) yield piece;
    yield Buffer.from('the last line');
  };
  await log.take(Readable.from(pieces()));
  expect((await stat(file)).size).toBeLessThan(1_000_000 + 66_000);
  const text = await readFile(file, 'utf8');
  const leftOut = Number(/(\d+) characters left out/.exec(text)?.[1]);
  const total = 3_200 * piece.length + 'the last line'.length;
  expect(leftOut).toBe(total - 1_000_000 - 64 * 1024);
  expect(text.endsWith('the last line')).toBe(true);
});

test('a folder that is missing is an error at once', async () => {
  await expect(openCommandLog(join(folder, 'nowhere', 'log'), { secrets: [], limitBytes: 1 })).rejects.toMatchObject({
    code: 'ENOENT',
  });
});
