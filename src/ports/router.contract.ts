import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Colour } from './release.ts';
import { LATENCY_EDGES_MS, type Router } from './router.ts';

/** What an adapter brings to be held to the contract of `Router`. */
export interface RouterSubject {
  router: Router;
  /** An environment whose two colours are healthy and take no traffic yet. */
  environment: string;
  /** One without a release. */
  emptyEnvironment: string;
  /** Sends one request through the router; `status` is what the release shall answer. Says which colour answered. */
  request(status?: number): Promise<Colour>;
  /** Starts the release of a colour that takes no traffic anew. */
  relaunch(colour: Colour): Promise<void>;
  /** Whether a canary's weights return to stable by themselves. */
  leases: boolean;
  close(): Promise<void>;
}

const NOBODY = { blue: 0, green: 0 };
const BLUE = { blue: 100, green: 0 };
const GREEN = { blue: 0, green: 100 };
const CANARY = { blue: 95, green: 5 };
const PATIENCE_MS = 10_000;

export function routerContract(name: string, open: () => Promise<RouterSubject>): void {
  describe(`${name} keeps the contract of Router`, () => {
    let subject: RouterSubject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    async function requests(count: number): Promise<Record<Colour, number>> {
      const seen = { blue: 0, green: 0 };
      for (let request = 0; request < count; request++) seen[await subject.request()]++;
      return seen;
    }

    test('nobody takes traffic before the first shift; then all of it goes where it was sent', async () => {
      const { router, environment } = subject;
      expect(await router.weights(environment)).toEqual(NOBODY);
      await router.shift(environment, { from: NOBODY, to: BLUE, fence: 1 });
      expect(await router.weights(environment)).toEqual(BLUE);
      expect(await requests(10)).toEqual({ blue: 10, green: 0 });
      await router.shift(environment, { from: BLUE, to: GREEN, fence: 1 });
      expect(await requests(10)).toEqual({ blue: 0, green: 10 });
    });

    test('at 5 % the canary gets its share of the next 100 requests, and they are counted', async () => {
      const { router, environment } = subject;
      await router.shift(environment, { from: NOBODY, to: CANARY, fence: 1 });
      const seen = await requests(100);
      // A coin has no exact share: five standard deviations of a binomial.
      if (router.splitOf(environment) === 'coin') expect(Math.abs(seen.green - 5)).toBeLessThan(11);
      else expect(seen).toEqual({ blue: 95, green: 5 });
      const counters = await router.counters(environment);
      expect(counters.blue).toMatchObject({ requests: seen.blue, errors: 0 });
      expect(counters.green).toMatchObject({ requests: seen.green, errors: 0 });
      expect(counters.green.statuses['2xx']).toBe(seen.green);
      const { latency } = counters.green;
      if (!latency) return;
      expect(latency).toHaveLength(LATENCY_EDGES_MS.length + 1);
      expect(latency.reduce((sum, count) => sum + count, 0)).toBe(seen.green);
    });

    test('answers of 500 and above are errors, those below are not', async () => {
      const { router, environment } = subject;
      await router.shift(environment, { from: NOBODY, to: BLUE, fence: 1 });
      for (const status of [200, 304, 404, 500, 503]) await subject.request(status);
      const { blue } = await router.counters(environment);
      expect(blue).toMatchObject({ requests: 5, errors: 2, statuses: { '2xx': 1, '3xx': 1, '4xx': 1, '5xx': 2 } });
      expect(Date.now() - (blue.lastAnswerAt ?? 0)).toBeLessThan(60_000);
    });

    test('weights other than those expected stop the shift, and nothing is changed', async () => {
      const { router, environment } = subject;
      await router.shift(environment, { from: NOBODY, to: BLUE, fence: 1 });
      const surprise = router.shift(environment, { from: GREEN, to: CANARY, fence: 1 });
      await expect(surprise).rejects.toMatchObject({ code: 'weights-surprise', message: expect.stringMatching(/100/) });
      expect(await router.weights(environment)).toEqual(BLUE);
    });

    test('the same shift again changes nothing', async () => {
      const { router, environment } = subject;
      await router.shift(environment, { from: NOBODY, to: BLUE, fence: 1 });
      await router.shift(environment, { from: NOBODY, to: BLUE, fence: 1 });
      expect(await router.weights(environment)).toEqual(BLUE);
    });

    test('a change with an older number than the highest seen is refused', async () => {
      const { router, environment } = subject;
      await router.shift(environment, { from: NOBODY, to: BLUE, fence: 7 });
      const late = router.shift(environment, { from: BLUE, to: GREEN, fence: 6 });
      await expect(late).rejects.toMatchObject({ code: 'stale-fence' });
      expect(await router.weights(environment)).toEqual(BLUE);
    });

    test('a colour that is not healthy gets no traffic', async () => {
      const { router, emptyEnvironment } = subject;
      const shift = router.shift(emptyEnvironment, { from: NOBODY, to: GREEN, fence: 1 });
      await expect(shift).rejects.toMatchObject({ code: 'colour-not-healthy' });
      expect(await router.weights(emptyEnvironment)).toEqual(NOBODY);
    });

    test('a relaunch starts the counters anew', async () => {
      const { router, environment } = subject;
      await router.shift(environment, { from: NOBODY, to: BLUE, fence: 1 });
      await requests(3);
      const before = (await router.counters(environment)).blue;
      await router.shift(environment, { from: BLUE, to: GREEN, fence: 1 });
      await subject.relaunch('blue');
      const after = (await router.counters(environment)).blue;
      expect(before.requests).toBe(3);
      expect(after.requests).toBe(0);
      expect(after.epoch).not.toBe(before.epoch);
    });

    test('a lease that nobody renews returns the traffic to stable, and can then not be renewed', async (context) => {
      const { router, environment } = subject;
      if (!subject.leases) context.skip('this router has no leases');
      await router.shift(environment, { from: NOBODY, to: BLUE, fence: 1 });
      await router.shift(environment, { from: BLUE, to: CANARY, fence: 2, lease: { seconds: 1, stable: BLUE } });
      expect(await router.weights(environment)).toEqual(CANARY);
      await router.renew(environment, 2);
      await vi.waitFor(async () => expect(await router.weights(environment)).toEqual(BLUE), {
        timeout: PATIENCE_MS,
        interval: 50,
      });
      await expect(router.renew(environment, 2)).rejects.toMatchObject({ code: 'lease-lost' });
    });
  });
}
