import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LATENCY_EDGES_MS } from '../lib/latency-edges.ts';
import type { Metrics, Reading } from './metrics.ts';
import type { Colour } from './release.ts';

/** What an adapter brings to be held to the contract of `Metrics`. */
export interface MetricsSubject {
  metrics: Metrics;
  /** An environment whose blue takes all traffic, and whose green stands idle. */
  environment: string;
  /** One that the source has never heard of. */
  strangeEnvironment: string;
  /** Sends requests to blue and returns when the source has counted them; so many of them fail. */
  requests(count: number, failing: number): Promise<void>;
  /** Starts blue's release anew. */
  relaunch(): Promise<void>;
  close(): Promise<void>;
}

export function metricsContract(name: string, open: () => Promise<MetricsSubject>): void {
  describe(`${name} keeps the contract of Metrics`, () => {
    let subject: MetricsSubject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    async function read(): Promise<Extract<Reading, { state: 'counted' }>> {
      const reading = await subject.metrics.read(subject.environment);
      if (reading.state === 'no-data') throw new Error(`no data: ${reading.why}`);
      return reading;
    }

    test('counters rise by the requests and errors of their colour', async () => {
      await subject.requests(1, 0);
      const before = (await read()).colours.blue;
      await subject.requests(10, 3);
      const after = (await read()).colours.blue;
      expect(after.epoch).toBe(before.epoch);
      expect([after.requests - before.requests, after.errors - before.errors]).toEqual([10, 3]);
    });

    test('where there are histograms, they have the buckets of all', async () => {
      await subject.requests(5, 0);
      const { latency } = (await read()).colours.blue;
      if (!latency) return;
      expect(latency).toHaveLength(LATENCY_EDGES_MS.length + 1);
      expect(latency.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(5);
    });

    test('a colour that gets no requests counts none, and that is known', async () => {
      await subject.requests(3, 0);
      expect((await read()).colours.green).toMatchObject({ requests: 0, errors: 0 });
    });

    test('a release that is started anew counts anew', async () => {
      await subject.requests(3, 0);
      const before = (await read()).colours.blue;
      await subject.relaunch();
      const after = (await read()).colours.blue;
      expect(after.epoch !== before.epoch || after.requests >= before.requests).toBe(true);
    });

    test('an environment that nobody counts has no data: that is told, and never as zero', async () => {
      const reading = await subject.metrics.read(subject.strangeEnvironment).catch((error: unknown) => error);
      const told = reading instanceof Error ? 'failure' : (reading as Reading).state;
      expect(told).not.toBe('counted');
    });

    test.each<Colour>(['blue', 'green'])('the past of %s is increments, oldest first', async (colour) => {
      const ticks = await subject.metrics.history(subject.environment, colour);
      const times = ticks.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      for (const { requests, errors } of ticks.flatMap(({ instances }) => instances)) {
        expect(requests).toBeGreaterThanOrEqual(0);
        expect(errors).toBeGreaterThanOrEqual(0);
      }
    });
  });
}
