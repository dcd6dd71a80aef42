import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { declarations } from '../../steps/kinds.ts';
import { causesIn } from '../causes.ts';
import type { Delivery } from '../delivery.ts';
import { policyHolds } from '../proofs/policy-holds.ts';
import { readDelivery } from '../read-delivery.ts';
import { mayStart } from '../start-rule.ts';
import { documentText } from '../testing/random-charts.ts';
import { readPolicy } from './read-policy.ts';
import { policyStanding } from './standing.ts';
import { unmetInRun } from './unmet.ts';

const RULE = 'before deploy to production';

describe('what settings are strict enough', () => {
  test.each([
    ['security-scan (fail-on: high)', '{ uses: security-scan }', undefined],
    ['security-scan (fail-on: high)', '{ uses: security-scan, fail-on: low }', undefined],
    ['security-scan (fail-on: high)', '{ uses: security-scan, fail-on: critical }', 'it fails on critical'],
    ['security-scan', '{ uses: security-scan, advisories: off }', 'its advisories are off'],
    ['security-scan (advisories: when-reachable)', '{ uses: security-scan, advisories: when-reachable }', undefined],
    ['quality-gate (coverage >= 70 %)', '{ uses: quality-gate, require: { coverage: ">= 70 %" } }', undefined],
    [
      'quality-gate (coverage >= 70 %)',
      '{ uses: quality-gate, require: { coverage: ">= 60 %" } }',
      'it wants coverage',
    ],
    ['quality-gate (coverage > 70 %)', '{ uses: quality-gate, require: { coverage: ">= 70 %" } }', 'it wants coverage'],
    [
      'quality-gate (coverage >= 70 %)',
      '{ uses: quality-gate, require: { coverage: "<= 90 %" } }',
      'it wants coverage',
    ],
    ['quality-gate (p95 <= 1 s)', '{ uses: quality-gate, require: { p95: "<= 300 ms" } }', undefined],
    ['quality-gate (flaky = 0)', '{ uses: quality-gate, require: { p95: "<= 300 ms" } }', 'it has no rule on flaky'],
    ['review (seniors, 2)', '{ uses: review, by: seniors, count: 3 }', undefined],
    ['review (seniors, 2)', '{ uses: review, by: seniors }', 'it asks for 1 of seniors'],
    ['review (seniors)', '{ uses: review, by: juniors, count: 9 }', 'it asks juniors'],
    ['approval-rule no', '{ uses: approval-rule }', undefined],
    ['approval-rule no', '{ uses: approval-rule, required-when: never }', 'it never asks for a person'],
    ['approval-rule no', '{ uses: approval-rule, required-when: { paths: [db/**] } }', 'outside core'],
    ['approval-rule no (schema)', '{ uses: approval-rule, required-when: { paths: [db/**, x] } }', undefined],
    ['approval-rule no (schema)', '{ uses: approval-rule, required-when: { paths: [db/a] } }', 'when db/** changes'],
    ['approval-rule no', '{ uses: approval-rule, before: staging }', 'compares with staging'],
    ['load-test against staging', '{ uses: load-test, scenario: a.yaml, against: staging }', undefined],
    ['monitor of staging (for: 10m)', '{ uses: monitor, of: staging }', 'it watches for 5m'],
  ])('%s: %s', (demand, settings, why) => {
    const { policy } = policyOf([demand]);
    const asks = settings.includes('approval-rule');
    const label = asks ? '-->|no|' : '-->';
    const delivery = soundOf([`STEP ${label} PROD`], [`STEP: ${settings}`, 'PROD: { uses: deploy, to: production }']);
    const problems = policyHolds(delivery, causesIn(delivery), policy);
    if (why === undefined) expect(problems).toEqual([]);
    else expect(problems[0]?.message).toContain(why);
  });
});

describe('mistakes in the policy', () => {
  test.each([
    ['policy: later', 1, 9, 'This is no rule.'],
    ['policy:\n  - before deploy to prod: [ review (a) ]', 2, 5, 'There is no environment `prod`.'],
    ['policy:\n  - after deploy to production: [ review (a) ]', 2, 5, 'is no rule.'],
    ['policy:\n  - before deplyo to production: [ review (a) ]', 2, 5, 'There is no step kind `deplyo`.'],
    ['policy:\n  - before rollback of production: [ review (a) ]', 2, 5, 'Nothing may stand before a `rollback`'],
    ['policy:\n  - before review of production: [ review (a) ]', 2, 5, 'changes no environment'],
    [`policy:\n  - ${RULE}:\n`, 2, 5, 'asks for nothing'],
    [`policy:\n  - ${RULE}: [ revew (a) ]`, 2, 36, 'There is no step kind `revew`.'],
    [`policy:\n  - ${RULE}: "review (a), command"`, 2, 47, 'A `command` step proves nothing'],
    [`policy:\n  - ${RULE}: "review (a) or review"`, 2, 49, 'says not who reviews'],
    [`policy:\n  - ${RULE}:\n    - review rejected (a)`, 3, 7, 'A `review` that ends `rejected` proves nothing.'],
    [`policy:\n  - ${RULE}:\n    - security-scan (fail-on: hihg)`, 3, 7, 'says no floor of a scan'],
    [`policy:\n  - ${RULE}: [ review (a, 2) ]`, 2, 36, 'is not a demand'],
    [`policy:\n  - ${RULE}: [ approval-rule no ]`, 2, 36, 'only under conditions of your own'],
    [`policy:\n  - ${RULE}: [ approval-rule no (x) ]`, 2, 36, 'there is no condition "x"'],
    [`policy:\n  - ${RULE}: [ deploy to stagin ]`, 2, 36, 'There is no environment `stagin`.'],
  ])('%s', (text, line, column, message) => {
    const { policy, problems } = readPolicy('shipchart.yaml', text, declarations, ['staging', 'production']);
    expect(policy).toBeUndefined();
    expect(problems[0]).toMatchObject({ line, column });
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.hint).not.toBe('');
  });

  test('all are told at once', () => {
    const text = `policy:\n  - ${RULE}: [ command, revew ]\n  - before nothing`;
    expect(readPolicy('f', text, declarations).problems).toHaveLength(3);
  });

  test('a demand without quotes is read as people mean it', () => {
    const { policy } = readPolicy('f', `policy:\n  - ${RULE}:\n      - security-scan (fail-on: high)\n`, declarations);
    expect(policy?.rules[0]?.demands.map(({ says }) => says)).toEqual(['security-scan (fail-on: high)']);
  });

  test('a file without a policy has none, and no problem', () => {
    expect(readPolicy('f', 'shipchart: 1\n', declarations)).toEqual({ problems: [] });
  });
});

test('the rollback of an environment is never held up', () => {
  const { policy } = policyOf(['review (seniors)']);
  const delivery = soundOf(['BACK'], ['BACK: { uses: rollback, of: production }']);
  expect(policyHolds(delivery, causesIn(delivery), policy)).toEqual([]);
});

test('what follows from a step that lacks a demand is not told again', () => {
  const { policy } = policyOf(['review (seniors)']);
  const steps = ['A: { uses: deploy, to: production }', 'B: { uses: traffic, to: production, weight: 5 % }'];
  const delivery = soundOf(['A --> B'], steps);
  expect(policyHolds(delivery, causesIn(delivery), policy).map(({ message }) => message.split(' ')[0])).toEqual([
    '`A`',
  ]);
});

const KINDS = [
  { settings: '{ run: x }', labels: ['pass', 'fail', 'always'] },
  { settings: '{ uses: approval-rule }', labels: ['yes', 'no', 'always'] },
  { settings: '{ uses: review, by: seniors }', labels: ['approved', 'rejected', 'always'] },
  { settings: '{ uses: review, by: juniors }', labels: ['approved', 'rejected', 'always'] },
  { settings: '{ uses: deploy, to: production }', labels: ['done', 'failed', 'always'] },
] as const;

const randomDeliveries = fc
  .record({
    kinds: fc.array(fc.nat(KINDS.length - 1), { minLength: 3, maxLength: 7 }),
    edges: fc.array(fc.record({ from: fc.nat(6), to: fc.nat(6), label: fc.nat(2) }), { minLength: 3, maxLength: 11 }),
  })
  .map(({ kinds, edges }) => {
    const chosen = kinds.map((kind) => KINDS[kind] ?? KINDS[0]);
    const lines = edges.flatMap(({ from, to, label }) => {
      const [early, late] = [Math.min(from, to), Math.max(from, to)];
      return early < late && late < chosen.length ? [`N${early} -->|${chosen[early]?.labels[label]}| N${late}`] : [];
    });
    return soundOf(
      [...chosen.map((_, at) => `N${at}`), ...lines],
      chosen.map(({ settings }, at) => `N${at}: ${settings}`),
    );
  });

describe('on random charts', () => {
  const { policy } = policyOf(['review (seniors) or approval-rule no']);
  const counts = (delivery: Delivery, node: string, outcome: string) => {
    const { kind, settings } = delivery.steps[node] ?? {};
    return (kind === 'review' && settings?.['by'] === 'seniors' && outcome === 'approved') || outcome === 'no';
  };
  const deploysIn = (delivery: Delivery) => delivery.order.filter((node) => delivery.steps[node]?.kind === 'deploy');

  test('the proof agrees with looking at every run', () => {
    let broken = 0;
    fc.assert(
      fc.property(randomDeliveries, (delivery) => {
        const isShown = (ended: Ended) => [...ended].some(([node, outcome]) => counts(delivery, node, outcome));
        const lacking = everyMoment(delivery).some(
          (ended) => !isShown(ended) && deploysIn(delivery).some((deploy) => isStarting(delivery, ended, deploy)),
        );
        const problems = policyHolds(delivery, causesIn(delivery), policy);
        if (lacking) broken += 1;
        expect(problems.length > 0).toBe(lacking);
      }),
      { numRuns: 1_000, seed: 7 },
    );
    expect(broken).toBeGreaterThan(50);
  });

  test('what is proved is never refused at the effect', () => {
    fc.assert(
      fc.property(randomDeliveries, (delivery) => {
        if (policyHolds(delivery, causesIn(delivery), policy).length > 0) return;
        for (const ended of everyMoment(delivery)) {
          for (const node of delivery.order.filter((each) => isStarting(delivery, ended, each)))
            expect(unmetInRun(policy, delivery, node, (each) => ended.get(each))).toEqual([]);
        }
      }),
      { numRuns: 300, seed: 8 },
    );
  });
});

/** Node → how it ended. */
type Ended = ReadonlyMap<string, string>;

/** Whatever any run may look like at any moment, in whichever order its steps end. */
function everyMoment(delivery: Delivery): Ended[] {
  const seen = new Map<string, Ended>();
  const open: Ended[] = [new Map()];
  for (let ended = open.pop(); ended; ended = open.pop()) {
    const key = [...ended]
      .map((pair) => pair.join())
      .toSorted()
      .join(';');
    if (seen.has(key)) continue;
    seen.set(key, ended);
    for (const node of delivery.order.filter((each) => isStarting(delivery, ended, each)))
      for (const { name, way } of delivery.steps[node]?.outcomes ?? []) {
        const leadsOn = Object.values(delivery.routes).some(
          ({ from, outcomes }) => from === node && outcomes.includes(name),
        );
        if (way === 'forward' || leadsOn) open.push(new Map([...ended, [node, name]]));
      }
  }
  return [...seen.values()];
}

function isStarting(delivery: Delivery, ended: Ended, node: string): boolean {
  const hasToken = (edge: string) => {
    const { from = '', outcomes = [] } = delivery.routes[edge] ?? {};
    return outcomes.includes(ended.get(from) ?? '');
  };
  return !ended.has(node) && mayStart(delivery, node, hasToken);
}

test('what stands open is told with what has met the rest', () => {
  const delivery = soundOf(
    ['BUILD --> ASK', 'ASK -->|approved| DEPLOY'],
    ['BUILD: { uses: image }', 'ASK: { uses: review, by: seniors }', 'DEPLOY: { uses: deploy, to: production }'],
  );
  const { policy } = policyOf(['review (seniors, 1)', 'deploy to staging']);
  const told = (approved: boolean) =>
    policyStanding(policy, delivery, (node) => (node === 'ASK' && approved ? 'approved' : undefined));
  expect(told(false)).toEqual([
    { says: 'review (seniors, 1)', before: 'before deploy to production', where: 'shipchart.yaml:2' },
    { says: 'deploy to staging', before: 'before deploy to production', where: 'shipchart.yaml:2' },
  ]);
  expect(told(true)[0]).toMatchObject({ metBy: 'ASK' });
});

function policyOf(demands: readonly string[]) {
  const conditions = 'conditions: { schema: { paths: [db/**] }, people: { authors-outside: core } }';
  const text = `policy:\n  - ${RULE}: ${JSON.stringify(demands)}\n${conditions}\n`;
  const { policy, problems } = readPolicy('shipchart.yaml', text, declarations);
  if (!policy) throw new Error(JSON.stringify(problems));
  return { policy };
}

function soundOf(chart: string[], steps: string[]): Delivery {
  const { delivery, problems } = readDelivery('DELIVERY.md', documentText({ chart, steps }), declarations);
  if (!delivery) throw new Error(`${chart.join('\n')} ${JSON.stringify(problems)}`);
  return delivery;
}
