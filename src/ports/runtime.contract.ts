import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Release } from './release.ts';
import type { Runtime } from './runtime.ts';

/** What an adapter brings to be held to the contract of `Runtime`. */
export interface RuntimeSubject {
  runtime: Runtime;
  /** An environment where nothing stands yet. */
  environment: string;
  /** Two releases that become healthy. */
  first: Release;
  second: Release;
  /** One that never does, and what it says before it fails. */
  broken: { release: Release; says: string };
  /** One whose image nobody has. */
  absent: Release;
  /** Which running instance answers in a colour, for example its process number. */
  instance(colour: 'blue' | 'green'): Promise<string>;
  close(): Promise<void>;
}

const PATIENCE_MS = 20_000;

export function runtimeContract(name: string, open: () => Promise<RuntimeSubject>): void {
  describe(`${name} keeps the contract of Runtime`, () => {
    let subject: RuntimeSubject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    const until = (state: string) =>
      vi.waitFor(
        async () => {
          const status = await subject.runtime.status(subject.environment, 'blue');
          expect(status.state).toBe(state);
          return status;
        },
        { timeout: PATIENCE_MS, interval: 25 },
      );

    test('an empty colour is empty, and retiring it changes nothing', async () => {
      const { runtime, environment } = subject;
      expect(await runtime.status(environment, 'blue')).toEqual({ state: 'empty' });
      await runtime.retire(environment, 'blue');
      expect(await runtime.status(environment, 'blue')).toEqual({ state: 'empty' });
    });

    test('a release becomes healthy, and launching it again changes nothing', async () => {
      const { runtime, environment, first } = subject;
      await runtime.launch(environment, 'blue', first);
      const status = await until('healthy');
      expect(status).toMatchObject({ release: first, instances: expect.any(Number) });
      const instance = await subject.instance('blue');
      await runtime.launch(environment, 'blue', first);
      expect(await runtime.status(environment, 'blue')).toEqual(status);
      expect(await subject.instance('blue')).toBe(instance);
      expect(await runtime.status(environment, 'green')).toEqual({ state: 'empty' });
    });

    test('another release takes the place of the one that stands there', async () => {
      const { runtime, environment, first, second } = subject;
      await runtime.launch(environment, 'blue', first);
      await until('healthy');
      const before = await subject.instance('blue');
      await runtime.launch(environment, 'blue', second);
      expect(await runtime.status(environment, 'blue')).toMatchObject({ release: second });
      await until('healthy');
      expect(await subject.instance('blue')).not.toBe(before);
    });

    test('a release that does not come up is failed, with what it said', async () => {
      const { runtime, environment, broken } = subject;
      await runtime.launch(environment, 'blue', broken.release);
      expect(await until('failed')).toMatchObject({
        release: broken.release,
        detail: expect.stringContaining(broken.says),
      });
    });

    test('a failed release can be replaced and retired', async () => {
      const { runtime, environment, broken, first } = subject;
      await runtime.launch(environment, 'blue', broken.release);
      await until('failed');
      await runtime.launch(environment, 'blue', first);
      await until('healthy');
      await runtime.retire(environment, 'blue');
      expect(await runtime.status(environment, 'blue')).toEqual({ state: 'empty' });
    });

    test('a release without an image is refused', async () => {
      const { runtime, environment, absent } = subject;
      await expect(runtime.launch(environment, 'blue', absent)).rejects.toMatchObject({ code: 'image-missing' });
      expect(await runtime.status(environment, 'blue')).toEqual({ state: 'empty' });
    });

    test('retiring a release that is still starting leaves nothing', async () => {
      const { runtime, environment, first } = subject;
      await runtime.launch(environment, 'blue', first);
      await runtime.retire(environment, 'blue');
      expect(await runtime.status(environment, 'blue')).toEqual({ state: 'empty' });
    });
  });
}
