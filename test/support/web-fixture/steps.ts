import type { JsonObject } from '../../../src/lib/json.ts';
import type { StepView } from '../../../src/api/shapes.ts';

/** Node, kind and label of every step of the sample's chart, in its order. */
export const NODES: readonly (readonly [node: string, kind: string, label: string])[] = [
  ['DEV', 'passive', '👨‍💻 Developer'],
  ['REPO', 'passive', 'GitHub Repository'],
  ['CI', 'checkout', 'CI Pipeline\nGitHub Actions'],
  ['LINT', 'command', '🔍 Lint & Format Check'],
  ['UNIT', 'command', '🧪 Unit Tests'],
  ['SEC', 'security-scan', '🔒 Security Scan\nSnyk / Dependabot'],
  ['BUILD', 'image', '🐳 Docker Build\n& Push to Registry'],
  ['STAGING_DEPLOY', 'deploy', 'Deploy to\nStaging Environment'],
  ['INT_TEST', 'command', '🔗 Integration Tests'],
  ['E2E', 'command', '🌐 E2E Tests\nPlaywright'],
  ['PERF', 'load-test', '⚡ Performance Tests\nk6'],
  ['GATE', 'quality-gate', 'Quality Gate'],
  ['APPROVAL', 'approval-rule', 'Manual Approval\nRequired?'],
  ['ROLLBACK_STG', 'rollback', '⏪ Rollback Staging'],
  ['REVIEW', 'review', '👀 Senior Engineer\nReview'],
  ['PROD_DEPLOY', 'deploy', '🚀 Deploy to Production\nBlue-Green Strategy'],
  ['CANARY', 'traffic', '🐤 Canary Release\n5% Traffic'],
  ['MONITOR', 'monitor', '📊 Monitor Metrics\nDatadog / Grafana'],
  ['FULL_ROLLOUT', 'traffic', '✅ Full Rollout\n100% Traffic'],
  ['ROLLBACK_PROD', 'rollback', '⏪ Auto Rollback\nProduction'],
  ['CDN', 'cdn-invalidation', '🌍 CDN Cache Invalidation\nCloudFront'],
  ['NOTIFY_OK', 'notify', '✅ Notify Team\nDeployment Success'],
  ['INCIDENT', 'incident', '🚨 Incident Created\nPagerDuty Alert'],
  ['NOTIFY_FAIL', 'notify', '❌ Notify Developer\nSlack / Email'],
];

/** When a step began and ended, in milliseconds since the run's start, and how it ended. */
export interface Walked {
  from: number;
  to?: number;
  status: StepView['status'];
  outcome?: string;
  more?: Partial<StepView>;
}

export function stepsOf(start: number, walked: Readonly<Record<string, Walked>>): StepView[] {
  return NODES.map(([node, kind, label]) => {
    const way = walked[node];
    if (!way) return { node, kind, label, state: 'idle', status: 'idle', visit: 0, attempt: 0 };
    return {
      node,
      kind,
      label,
      state: way.to === undefined ? (way.status === 'waiting' ? 'waiting' : 'active') : 'ended',
      status: way.status,
      visit: 1,
      attempt: 1,
      startedAt: start + way.from,
      ...(way.to === undefined ? {} : { endedAt: start + way.to }),
      ...(way.outcome === undefined ? {} : { outcome: way.outcome }),
      ...way.more,
    };
  });
}

export function passed(from: number, to: number, outcome: string, more: Partial<StepView> = {}): Walked {
  return { from, to, status: 'passed', outcome, more };
}

export function failed(
  from: number,
  to: number,
  outcome: string,
  reason: string,
  more: Partial<StepView> = {},
): Walked {
  return { from, to, status: 'failed', outcome, more: { reason, ...more } };
}

export function underWay(from: number, status: StepView['status'], more: Partial<StepView> = {}): Walked {
  return { from, status, more };
}

/** A monitor's figures after some seconds of watching; `harm` is the evidence against the canary, 1,000 of which are needed. */
export function monitorFigures(seconds: number, canaryErrors: number, harm: number): JsonObject {
  const canary = { requests: seconds * 30, errors: canaryErrors };
  const baseline = { requests: seconds * 570, errors: Math.round(seconds / 3) };
  const arm = ({ requests, errors }: typeof canary) => ({ requests, errors, rate: errors / requests });
  return {
    sentence: sentence(canary, baseline),
    canary: arm(canary),
    baseline: arm(baseline),
    weight: 5,
    evidence: {
      harm: { log: Math.log(harm), boundary: Math.log(1_000), alpha: 0.001 },
      healthy: { log: Math.log(2.4), boundary: Math.log(20), beta: 0.05 },
    },
    metrics: [
      {
        metric: 'errors',
        unit: 'share',
        samples: { canary: canary.requests, baseline: baseline.requests },
        events: { canary: canary.errors, baseline: baseline.errors },
        threshold: { value: 5, unit: 'points' },
        noise: { phi: 3, sigma: 0.1 },
      },
    ],
    elapsedMs: seconds * 1_000,
    forMs: 5_000,
    atMostMs: 60_000,
    atMs: 1_764_000_000_000,
    settings: {
      of: 'production',
      for: '5s',
      'at-most': '60s',
      phi: 3,
      guard: { errors: { margin: '5 points' }, latency: { p50: '+50 %', p99: 'off' } },
    },
  };
}

function sentence(
  canary: { requests: number; errors: number },
  baseline: { requests: number; errors: number },
): string {
  return `Collecting evidence. Errors: the canary failed ${canary.errors} of ${canary.requests} requests, the baseline ${baseline.errors} of ${baseline.requests}.`;
}
