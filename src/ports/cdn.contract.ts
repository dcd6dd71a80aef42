import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cdn } from './cdn.ts';

/** What an adapter brings to be held to the contract of `Cdn`. */
export interface CdnSubject {
  cdn: Cdn;
  /** An environment whose release lets every path be cached for long. */
  environment: string;
  /** One without a cdn. */
  bareEnvironment: string;
  /** Asks for a path through the cache: says whether the cache answered. */
  visit(path: string): Promise<'hit' | 'miss'>;
  close(): Promise<void>;
}

export function cdnContract(name: string, open: () => Promise<CdnSubject>): void {
  describe(`${name} keeps the contract of Cdn`, () => {
    let subject: CdnSubject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    test('an invalidated path is fetched again, others stay', async () => {
      const { cdn, environment } = subject;
      for (const path of ['/cached/a', '/cached/b']) await subject.visit(path);
      expect(await subject.visit('/cached/a')).toBe('hit');
      const { id } = await cdn.invalidate(environment, ['/cached/a'], 'key-1');
      expect(await cdn.status(environment, id)).toMatchObject({ id, state: 'completed' });
      expect(await subject.visit('/cached/a')).toBe('miss');
      expect(await subject.visit('/cached/b')).toBe('hit');
    });

    test('a star at the end matches the rest', async () => {
      const { cdn, environment } = subject;
      for (const path of ['/cached/deep/1?q=2', '/cached/deep/2', '/cached/other']) await subject.visit(path);
      await cdn.invalidate(environment, ['/cached/deep/*'], 'key-1');
      expect(await subject.visit('/cached/deep/1?q=2')).toBe('miss');
      expect(await subject.visit('/cached/deep/2')).toBe('miss');
      expect(await subject.visit('/cached/other')).toBe('hit');
      await cdn.invalidate(environment, ['/*'], 'key-2');
      expect(await subject.visit('/cached/other')).toBe('miss');
    });

    test('the same key with the same paths returns the first invalidation and drops nothing more', async () => {
      const { cdn, environment } = subject;
      const first = await cdn.invalidate(environment, ['/cached/a'], 'key-1');
      await subject.visit('/cached/a');
      expect((await cdn.invalidate(environment, ['/cached/a'], 'key-1')).id).toBe(first.id);
      expect(await subject.visit('/cached/a')).toBe('hit');
    });

    test('the same key with other paths is refused', async () => {
      const { cdn, environment } = subject;
      await cdn.invalidate(environment, ['/cached/a'], 'key-1');
      const other = cdn.invalidate(environment, ['/cached/b'], 'key-1');
      await expect(other).rejects.toMatchObject({ code: 'paths-differ' });
    });

    test('an environment without a cdn says so', async () => {
      const { cdn, bareEnvironment } = subject;
      await expect(cdn.invalidate(bareEnvironment, ['/*'], 'key-1')).rejects.toMatchObject({ code: 'cdn-missing' });
    });
  });
}
