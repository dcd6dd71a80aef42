import { setTimeout as pause } from 'node:timers/promises';
import { appendFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Blobs } from './blobs.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const QUIET_MS = 100;

/** What every store of blobs must do. `open` gives an empty one. */
export function blobsContract(name: string, open: () => Promise<{ blobs: Blobs; close(): Promise<void> }>): void {
  describe(`blobs: ${name}`, () => {
    let stage: Awaited<ReturnType<typeof open>>;
    let blobs: Blobs;
    const text = async (of: string, offset = 0, limitBytes = 1_000) =>
      new TextDecoder().decode(await blobs.read(of, offset, limitBytes));
    /** Ends once the blob was seen to change after `act`. */
    const seenAfter = async (of: string, act: () => Promise<void>) => {
      const end = new AbortController();
      const before = await blobs.size(of);
      const seen = new Promise<void>((resolve) => {
        blobs.watch(
          of,
          () => void blobs.size(of).then((size) => (size === before ? undefined : resolve())),
          end.signal,
        );
      });
      await act();
      await seen;
      end.abort();
    };

    beforeEach(async () => {
      stage = await open();
      blobs = stage.blobs;
    });
    afterEach(() => stage.close());

    test('appends in order, in bytes', async () => {
      await blobs.append('runs/1/UNIT.log', 'äb');
      await blobs.append('runs/1/UNIT.log', 'c\n');
      expect(await text('runs/1/UNIT.log')).toBe('äbc\n');
      expect(await blobs.size('runs/1/UNIT.log')).toBe(5);
      expect(await blobs.size('runs/1/LINT.log')).toBeUndefined();
    });

    test('lines that nobody waits for stand in the order in which they came', async () => {
      const lines = Array.from({ length: 200 }, (_, n) => `line ${n}\n`);
      await Promise.all(lines.map((line) => blobs.append('log', line)));
      expect(await text('log', 0, 10_000)).toBe(lines.join(''));
    });

    test('reads a part; empty past the end and where there is none', async () => {
      await blobs.append('log', '0123456789');
      expect(await text('log', 3, 4)).toBe('3456');
      expect(await text('log', 8, 4)).toBe('89');
      expect(await text('log', 10, 4)).toBe('');
      expect(await text('log', 100, 4)).toBe('');
      expect(await text('log', 0, 0)).toBe('');
      expect(await text('none', 0, 4)).toBe('');
      expect(await text('log/below-a-blob', 0, 4)).toBe('');
    });

    test('writing replaces the whole', async () => {
      await blobs.write('report', bytes('a long first one'));
      await blobs.write('report', bytes('short'));
      expect(await text('report')).toBe('short');
    });

    test('a change is told: the first append, another one, a replacement, and what another process writes', async () => {
      await seenAfter('a/log', () => blobs.append('a/log', 'one'));
      await seenAfter('a/log', () => blobs.append('a/log', 'two'));
      await seenAfter('a/log', () => blobs.write('a/log', bytes('replaced')));
      await seenAfter('a/log', () => appendFile(blobs.path('a/log'), 'by hand'));
      expect(await text('a/log')).toBe('replacedby hand');
    });

    test('nothing is told once the signal has ended', async () => {
      const end = new AbortController();
      let told = 0;
      blobs.watch('log', () => (told += 1), end.signal);
      end.abort();
      blobs.watch('log', () => (told += 1), end.signal);
      await blobs.append('log', 'x');
      await pause(QUIET_MS);
      expect(told).toBe(0);
    });

    test('a path can be written to before there is a blob', async () => {
      await appendFile(blobs.path('runs/2/COMMAND.log'), 'output');
      expect(await text('runs/2/COMMAND.log')).toBe('output');
    });

    test.each([
      '',
      '/abs',
      '../up',
      'a/../../up',
      'a//b',
      'a/',
      './a',
      'a\0b',
      'a\\b',
      'a\nb',
      'x'.repeat(600),
      'x'.repeat(256),
    ])('%j is no name', async (bad) => {
      await expect(blobs.append(bad, 'x')).rejects.toThrow('not a blob');
      await expect(blobs.write(bad, bytes('x'))).rejects.toThrow('not a blob');
      await expect(blobs.read(bad, 0, 1)).rejects.toThrow('not a blob');
      await expect(blobs.size(bad)).rejects.toThrow('not a blob');
      expect(() => blobs.path(bad)).toThrow('not a blob');
      expect(() => blobs.watch(bad, () => {}, new AbortController().signal)).toThrow('not a blob');
    });
  });
}
