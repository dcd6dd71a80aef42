import type { Json } from '../../../src/lib/json.ts';
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

export function failed(from: number, to: number, outcome: string, reason: string, more: Partial<StepView> = {}): Walked {
  return { from, to, status: 'failed', outcome, more: { reason, ...more } };
}

export function underWay(from: number, status: StepView['status'], more: Partial<StepView> = {}): Walked {
  return { from, status, more };
}

/** A monitor's figures after some seconds of watching. */
export function monitorFigures(seconds: number, canaryErrors: number, evidence: number): Json {
  const canary = seconds * 30;
  const baseline = seconds * 570;
  const baselineErrors = Math.round(seconds / 3);
  return {
    sentence: `The canary answered ${canaryErrors} of ${canary} requests with an error, the baseline ${baselineErrors} of ${baseline}.`,
    canary: { requests: canary, errors: canaryErrors, rate: canaryErrors / canary },
    baseline: { requests: baseline, errors: baselineErrors, rate: baselineErrors / baseline },
    weight: 5,
    evidence: { value: evidence, threshold: 1_000 },
    metrics: [
      { metric: 'errors', canary: canaryErrors / canary, baseline: baselineErrors / baseline, verdict: 'open' },
      { metric: 'p50', canary: '41 ms', baseline: '39 ms', verdict: 'healthy' },
    ],
    elapsedMs: seconds * 1_000,
    forMs: 5_000,
    atMostMs: 60_000,
    settings: { for: '5s', atMost: '60s', phi: 3, errorsMargin: '5 points', p50Margin: '+50 %', p99: 'off' },
  };
}
