import type { Evidence, MetricEvidence } from './evidence.ts';
import type { VerdictState } from './state.ts';

/** The record in sentences that a person reads: the decision first, then what it rests on. */
export function words(state: VerdictState, evidence: Omit<Evidence, 'words'>): string[] {
  return [headline(state, evidence), ...evidence.metrics.map(sayMetric), ...caveats(evidence)];
}

function headline({ settings, silence }: VerdictState, evidence: Omit<Evidence, 'words'>): string {
  const odds = `fewer than 1 of ${Math.round(1 / settings.alpha).toLocaleString('en')} releases`;
  const luck = `if both versions were equally good, evidence this strong would come up in ${odds}`;
  switch (evidence.because) {
    case 'more-errors':
      return `Anomaly: of the errors in this window, the canary got more than its share of the traffic explains; ${luck}.`;
    case 'slower':
      return `Anomaly: the canary's requests are slower than the baseline's; ${luck}.`;
    case 'several-metrics':
      return `Anomaly: errors and latency together speak against the canary; ${luck}.`;
    case 'over-limit':
      return `Anomaly: this first release is over its limit; within the limit, evidence this strong would come up in ${odds}.`;
    case 'no-answers':
      return `Anomaly: the canary was sent ${silence.requests} requests and answered none for ${say(silence.forMs / 1_000)} s.`;
    case 'unhealthy':
      return `Anomaly: the canary is unhealthy: ${evidence.detail ?? 'no reason given'}.`;
    case 'no-worse':
      return `Healthy: every guard rules out that the canary is worse by its margin; a canary that is would pass in fewer than ${say(settings.beta * 100)} of 100 releases.`;
    case 'no-harm':
      return 'No harm: until the time was up, nothing spoke against the release beyond what chance explains.';
    case 'time-up':
      return `Inconclusive: the time is up, and the evidence suffices neither for healthy nor for anomaly.`;
    case 'no-data':
      return 'Waiting: there are no counts of either side, so the evidence stands still.';
    case 'unexplained-share':
      return `Waiting: the canary does not get the share of requests that the router claims, so the evidence stands still.`;
    case 'weight-changed':
    case 'collecting':
      return 'Collecting evidence.';
  }
}

function sayMetric(metric: MetricEvidence): string {
  const { canary, baseline, samples, events } = metric;
  if (!canary) return `${NAMES[metric.metric]}: no request of the canary was judged yet.`;
  const counts = events ? `${count(events.canary)} of ${count(samples.canary)} requests failed` : '';
  const figure = sayRate(metric, canary);
  const own = counts ? `${counts} (${figure})` : `${figure} over ${count(samples.canary)} requests`;
  const other = baseline
    ? `; baseline ${sayRate(metric, baseline)} over ${count(samples.baseline)}`
    : '; there is no baseline';
  return `${NAMES[metric.metric]}: canary ${own}${other}. Ruled out for healthy: ${sayThreshold(metric)}.`;
}

const NAMES = { errors: 'Errors', p50: 'Median latency', p99: '99th percentile of latency' } as const;

function sayRate({ unit }: MetricEvidence, { value, low, high }: NonNullable<MetricEvidence['canary']>): string {
  const [scale, suffix] = unit === 'share' ? [100, ' %'] : [1, ' ms'];
  return `${say(value * scale)}${suffix}, between ${say(low * scale)} and ${say(high * scale)}`;
}

function sayThreshold({ threshold: { value, unit } }: MetricEvidence): string {
  if (unit === 'points') return `${say(value)} percentage points more`;
  if (unit === 'fraction') return `${say(value * 100)} % slower`;
  return unit === 'percent' ? `more than ${say(value)} %` : `more than ${say(value)} ms`;
}

function caveats({ calibration, baseline }: Omit<Evidence, 'words'>): string[] {
  return [
    ...(baseline === 'none' ? ['First release: there is no baseline, so only absolute limits were judged.'] : []),
    ...(calibration.from === 'none'
      ? ['No history to measure the noise by: taken as threefold, with 10 % between instances, unless set otherwise.']
      : []),
    ...(calibration.widened ? [WIDENED[calibration.widened]] : []),
    ...(calibration.raisedFrom
      ? [
          `Tried on the baseline's own instances, the judge took ${calibration.raisedFrom.alarms} of them for harm: the noise was raised until it took none.`,
        ]
      : []),
  ];
}

const WIDENED = {
  cyclic:
    'The router hands requests out in a fixed cycle, which may not treat both versions alike: the noise is taken as wider.',
  sticky: 'Clients stick to their version, so requests are not drawn one by one: the noise is taken as wider.',
} as const;

function count(n: number): string {
  return Math.round(n).toLocaleString('en');
}

/** Three digits that matter. */
function say(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 4 });
}
