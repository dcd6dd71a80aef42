import { documentOf } from '../../support/deliveries.ts';

/** A delivery, and how it must end whatever happens meanwhile. */
export interface Story {
  name: string;
  document: string;
  /** The version fails half of production's requests. */
  bad: boolean;
  ending: string;
  outcomes: Readonly<Record<string, string>>;
}

/** The chart of the tour with steps that take a second. `unit`: how the unit tests end. */
function shopDocument(unit: 'pass' | 'fail'): string {
  return documentOf(
    [
      'CI --> LINT',
      'CI --> UNIT',
      'LINT -->|pass| BUILD',
      'UNIT -->|pass| BUILD',
      'LINT -->|fail| NOTIFY_FAIL',
      'UNIT -->|fail| NOTIFY_FAIL',
      'BUILD --> STAGING',
      'STAGING --> INT',
      'STAGING --> E2E',
      'INT -->|pass| REVIEW',
      'E2E -->|pass| REVIEW',
      'INT -->|fail| NOTIFY_FAIL',
      'E2E -->|fail| NOTIFY_FAIL',
      'REVIEW -->|approved| PROD',
      'REVIEW -->|rejected| NOTIFY_FAIL',
      'PROD --> CANARY',
      'CANARY --> MONITOR',
      'MONITOR -->|healthy| FULL',
      'MONITOR -->|anomaly| BACK',
      'FULL --> CDN',
      'FULL --> NOTIFY_OK',
      'BACK --> INCIDENT',
    ],
    [
      'CI: { uses: checkout }',
      'LINT: { run: "sleep 0.3" }',
      `UNIT: { run: "sleep 0.6; exit ${unit === 'pass' ? 0 : 1}" }`,
      'BUILD: { uses: image }',
      'STAGING: { uses: deploy, to: staging }',
      'INT: { run: "sleep 0.4", against: staging }',
      'E2E: { run: "sleep 0.8", against: staging }',
      'REVIEW: { uses: review, by: reviewers, timeout: 720h }',
      'PROD: { uses: deploy, to: production }',
      'CANARY: { uses: traffic, to: production, weight: 10 % }',
      'MONITOR: { uses: monitor, of: production, for: 3s, at-most: 60m, warm-up: 1s, guard: { errors: { margin: 20 points }, latency: { p50: off, p99: off } }, phi: 2 }',
      'FULL: { uses: traffic, to: production, weight: 100 % }',
      'CDN: { uses: cdn-invalidation, of: production, paths: ["/*"] }',
      'BACK: { uses: rollback, of: production }',
      'NOTIFY_FAIL: { uses: notify, to: [author] }',
      'NOTIFY_OK: { uses: notify, to: ["#deploys"] }',
      'INCIDENT: { uses: incident }',
    ],
  );
}

const UP_TO_MONITOR = {
  UNIT: 'pass',
  BUILD: 'done',
  STAGING: 'done',
  INT: 'pass',
  E2E: 'pass',
  REVIEW: 'approved',
  PROD: 'done',
  CANARY: 'done',
};

/** The tour's three stories. */
export const STORIES: readonly Story[] = [
  {
    name: 'a good release',
    document: shopDocument('pass'),
    bad: false,
    ending: 'delivered',
    outcomes: { ...UP_TO_MONITOR, MONITOR: 'healthy', FULL: 'done', CDN: 'done', NOTIFY_OK: 'done' },
  },
  {
    name: 'a bad canary',
    document: shopDocument('pass'),
    bad: true,
    ending: 'rolled back',
    outcomes: { ...UP_TO_MONITOR, MONITOR: 'anomaly', BACK: 'done', INCIDENT: 'done' },
  },
  {
    name: 'a failing test',
    document: shopDocument('fail'),
    bad: false,
    ending: 'failed',
    outcomes: { LINT: 'pass', UNIT: 'fail', NOTIFY_FAIL: 'done' },
  },
];
