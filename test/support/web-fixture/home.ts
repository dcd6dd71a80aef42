import type { HomeView, RunView } from '../../../src/api/shapes.ts';

/** Home with the recorded runs. */
export function recordedHome(runs: readonly RunView[], now: number): HomeView {
  const slot = (release: string, colour: 'blue' | 'green') => ({ release, commit: `${release.slice(5)}0011`, colour });
  return {
    projects: [
      {
        name: 'shop',
        environments: [
          {
            name: 'production',
            live: slot('shop@91c02de', 'blue'),
            candidate: { ...slot('shop@3f9c2ab', 'green'), weight: 5 },
            lastGood: slot('shop@91c02de', 'blue'),
            bad: [{ release: 'shop@77ab013', reason: 'errors: 29.7 % of its requests failed', at: now - 378_000 }],
            claim: { runId: 'shop-12', since: now - 5_000 },
            queue: [
              {
                runId: 'shop-14',
                since: now - 1_000,
                reason: 'shop-12 holds production until its monitor has decided',
              },
            ],
            address: 'http://127.0.0.1:41733',
          },
          {
            name: 'staging',
            live: slot('shop@3f9c2ab', 'green'),
            lastGood: slot('shop@3f9c2ab', 'green'),
            bad: [],
            queue: [],
            lock: { owner: 'grace', reason: 'load test of the new search until noon' },
            address: 'http://127.0.0.1:41734',
          },
        ],
      },
    ],
    runs: [...runs].sort((a, b) => b.startedAt - a.startedAt),
    inbox: [
      {
        id: 3,
        kind: 'notice',
        at: now - 134_000,
        runId: 'shop-13',
        to: ['ada'],
        tone: 'bad',
        title: 'Unit Tests failed on “Prices: show the discount first”',
        body: '1 of 64 tests failed: discount › never below zero. The image was not built.',
        evidence: [],
      },
      {
        id: 2,
        kind: 'incident',
        at: now - 377_000,
        runId: 'shop-11',
        to: ['on call'],
        tone: 'bad',
        title: 'production went back to shop@91c02de',
        body: '41 of 138 requests to the canary failed. All traffic is on the last good release; shop@77ab013 is marked bad.',
        evidence: [
          { metric: 'errors', decision: 'anomaly', sentence: '41 of 138 against 2 of 2,610.', facts: { phi: 3 } },
        ],
      },
      {
        id: 1,
        kind: 'notice',
        at: now - 3_577_000,
        runId: 'shop-10',
        to: ['#deploys'],
        tone: 'good',
        title: '“Shop: a page for returns” is live',
        body: 'shop@91c02de serves all of production.',
        evidence: [],
      },
    ],
  };
}
