import type { RunView } from '../../../src/api/shapes.ts';
import { failed, monitorFigures, passed, stepsOf, underWay, type Walked } from './steps.ts';

const EDGES =
  `DEV>REPO REPO>CI CI>LINT CI>UNIT CI>SEC LINT>BUILD UNIT>BUILD SEC>BUILD LINT>NOTIFY_FAIL UNIT>NOTIFY_FAIL SEC>NOTIFY_FAIL
  BUILD>STAGING_DEPLOY STAGING_DEPLOY>INT_TEST STAGING_DEPLOY>E2E STAGING_DEPLOY>PERF INT_TEST>GATE E2E>GATE PERF>GATE
  INT_TEST>NOTIFY_FAIL E2E>NOTIFY_FAIL PERF>NOTIFY_FAIL GATE>APPROVAL GATE>ROLLBACK_STG APPROVAL>REVIEW APPROVAL>PROD_DEPLOY
  REVIEW>PROD_DEPLOY REVIEW>NOTIFY_FAIL PROD_DEPLOY>CANARY CANARY>MONITOR MONITOR>FULL_ROLLOUT MONITOR>ROLLBACK_PROD
  FULL_ROLLOUT>CDN FULL_ROLLOUT>NOTIFY_OK ROLLBACK_PROD>INCIDENT`
    .split(/\s+/)
    .map((text) => {
      const [from = '', to = ''] = text.split('>');
      return { id: `L_${from}_${to}_0`, from, to };
    });

const TO_REVIEW: Readonly<Record<string, Walked>> = {
  DEV: passed(0, 0, 'done'),
  REPO: passed(0, 0, 'done'),
  CI: passed(10, 2_310, 'done'),
  LINT: passed(2_330, 4_120, 'pass'),
  UNIT: passed(2_330, 5_610, 'pass'),
  SEC: passed(2_330, 2_890, 'pass', { reason: 'No secrets found. The registry could not be asked for advisories.' }),
  BUILD: passed(5_640, 6_720, 'done'),
  STAGING_DEPLOY: passed(6_740, 8_030, 'done'),
  INT_TEST: passed(8_050, 9_610, 'pass'),
  E2E: passed(8_050, 13_380, 'pass'),
  PERF: passed(8_050, 12_060, 'pass'),
  GATE: passed(13_400, 13_420, 'approved'),
  APPROVAL: passed(13_440, 13_450, 'yes', { reason: 'The change touches src/checkout.ts, which the rule names.' }),
};

const TO_MONITOR: Readonly<Record<string, Walked>> = {
  ...TO_REVIEW,
  REVIEW: passed(13_470, 15_480, 'approved'),
  PROD_DEPLOY: passed(15_500, 17_110, 'done'),
  CANARY: passed(17_130, 17_190, 'done'),
};

const REVIEW_FIGURES = {
  live: 'shop@91c02de',
  commits: [
    { id: '3f9c2ab1400112233445566778899aabbccddee0', author: 'ada', subject: 'Basket: keep items for 30 days' },
    {
      id: 'a81d4041400112233445566778899aabbccddee0',
      author: 'ada',
      subject: 'Basket: a test for each way to lose one',
    },
  ],
  paths: ['src/basket.ts', 'src/basket.test.ts', 'src/store.ts', 'migrations/004-baskets.sql', 'README.md'],
  pathsInAll: 5,
  why: 'it touches migrations/004-baskets.sql',
};

const ANOMALY = {
  metric: 'errors',
  decision: 'anomaly',
  sentence:
    'The canary failed 41 of 138 requests (29.7 %); the live release failed 2 of 2,610 (0.1 %). Were both equally good, this would come up in fewer than 1 of 1,000 releases.',
  facts: {
    canary: { requests: 138, errors: 41, rate: 0.297 },
    baseline: { requests: 2_610, errors: 2, rate: 0.0008 },
    harm: { log: 10.8, boundary: 6.9, alpha: 0.001 },
    window: { fromMs: 1_764_000_000_000, toMs: 1_764_000_004_600, observedMs: 4_600 },
    calibration: { from: 'none', instances: 1 },
  },
};

/** The runs that the page is looked at with. `now` is the moment at which it is looked at. */
export function recordedRuns(now: number) {
  return {
    canary: runOf(12, now - 20_400, 'Checkout: round totals the way the tax office does', {
      ...TO_MONITOR,
      MONITOR: underWay(17_210, 'running', { message: 'Collecting evidence.', figures: monitorFigures(3, 2, 14.2) }),
    }),
    review: runOf(14, now - 15_200, 'Basket: keep items for 30 days', {
      ...TO_REVIEW,
      REVIEW: underWay(13_470, 'waiting', { message: 'waits for 1 of senior-engineers', figures: REVIEW_FIGURES }),
    }),
    unit: runOf(
      13,
      now - 140_000,
      'Prices: show the discount first',
      {
        ...pick(TO_REVIEW, ['DEV', 'REPO', 'CI', 'LINT', 'SEC']),
        UNIT: failed(2_330, 5_020, 'fail', '1 of 64 tests failed: discount › never below zero (expected 0, got -3).'),
        NOTIFY_FAIL: passed(5_040, 5_070, 'done'),
      },
      {
        ending: 'failed',
        endingReason: 'UNIT ended fail: 1 of 64 tests failed: discount › never below zero (expected 0, got -3).',
        tookMs: 5_080,
      },
    ),
    rolledBack: runOf(
      11,
      now - 400_000,
      'Search: answer from the new index',
      {
        ...TO_MONITOR,
        MONITOR: failed(17_210, 21_820, 'anomaly', ANOMALY.sentence, { evidence: [ANOMALY] }),
        ROLLBACK_PROD: passed(21_840, 22_310, 'done'),
        INCIDENT: passed(22_330, 22_350, 'done'),
      },
      { ending: 'rolled back', endingReason: `MONITOR ended anomaly: ${ANOMALY.sentence}`, tookMs: 22_370 },
    ),
    delivered: runOf(
      10,
      now - 3_600_000,
      'Shop: a page for returns',
      {
        ...TO_MONITOR,
        MONITOR: passed(17_210, 22_400, 'healthy', { figures: monitorFigures(5, 0, 0.4) }),
        FULL_ROLLOUT: passed(22_420, 22_500, 'done'),
        CDN: passed(22_520, 22_760, 'done'),
        NOTIFY_OK: passed(22_520, 22_540, 'done'),
      },
      { ending: 'delivered', endingReason: 'Every step on the way ended well.', tookMs: 22_780 },
    ),
  };
}

interface Ended {
  ending: string;
  endingReason: string;
  tookMs: number;
}

function runOf(
  number: number,
  startedAt: number,
  subject: string,
  walked: Readonly<Record<string, Walked>>,
  ended?: Ended,
): RunView {
  const steps = stepsOf(startedAt, walked);
  const visited = new Set(Object.keys(walked));
  const done = steps.filter((step) => step.outcome !== undefined).map((step) => `${step.node} ${step.outcome}`);
  return {
    id: `shop-${number}`,
    project: 'shop',
    number,
    commit: {
      id: `3f9c2ab${number}00112233445566778899aabbccddee`,
      author: 'ada',
      subject,
      time: Math.floor(startedAt / 1_000),
    },
    ref: 'refs/heads/main',
    startedBy: 'ada',
    purpose: 'delivery',
    phase: ended ? 'ended' : 'running',
    ...(ended ? { ending: ended.ending, endingReason: ended.endingReason, endedAt: startedAt + ended.tookMs } : {}),
    startedAt,
    waitsForPeople: steps.filter((step) => step.status === 'waiting').map((step) => step.node),
    version: steps.length + done.length,
    steps,
    edges: EDGES,
    edgesTaken: EDGES.filter((edge) => visited.has(edge.from) && visited.has(edge.to) && isTaken(walked, edge)).map(
      (edge) => edge.id,
    ),
    walk: `${done.join(' → ')}${ended ? '' : ' → …'}`,
  };
}

/** A failed step's token goes to its failure edge only, and the other way round. */
function isTaken(walked: Readonly<Record<string, Walked>>, { from, to }: { from: string; to: string }): boolean {
  const wayOfFailure = /NOTIFY_FAIL|ROLLBACK/.test(to);
  if (from === 'APPROVAL' && to === 'PROD_DEPLOY') return false;
  return (walked[from]?.status === 'failed') === wayOfFailure;
}

function pick(from: Readonly<Record<string, Walked>>, names: readonly string[]): Record<string, Walked> {
  return Object.fromEntries(names.flatMap((name) => (from[name] ? [[name, from[name]]] : [])));
}
