import { healthOf, logEvidence } from './decide.ts';
import { type Evidence, type MetricEvidence, metricsOf } from './evidence.ts';
import type { Because, Verdict, VerdictState } from './state.ts';
import { nextWeight } from './stages.ts';
import { words } from './words.ts';

export interface Answer {
  /** Absent while the evidence is still coming in. */
  verdict?: Verdict;
  because: Because;
  evidence: Evidence;
  /** Where the exposure is paced by evidence: the weight in percent that it allows next. */
  nextWeight?: number;
}

/** What the evidence says now, with every number behind it. The same record serves page, chat, log and audit. */
export function verdict(state: VerdictState): Answer {
  const { decision, frozen, clock, settings, calibration } = state;
  const because = decision?.because ?? frozen ?? 'collecting';
  const metrics = metricsOf(state, healthOf(state), logEvidence(state));
  const evidence: Omit<Evidence, 'words'> = {
    metric: mostTelling(metrics, because),
    window: {
      fromMs: clock.startedAtMs ?? 0,
      toMs: decision?.atMs ?? clock.lastAtMs ?? 0,
      observedMs: clock.observedMs,
    },
    harm: { log: logEvidence(state).total, boundary: Math.log(1 / settings.alpha), alpha: settings.alpha },
    healthy: {
      log: Math.min(...metrics.map((metric) => metric.health ?? Infinity)),
      boundary: Math.log(1 / settings.beta),
      beta: settings.beta,
    },
    metrics,
    calibration: {
      from: calibration.from,
      instances: calibration.instances,
      ...(calibration.widened ? { widened: calibration.widened } : {}),
      ...(calibration.raisedFrom ? { raisedFrom: calibration.raisedFrom } : {}),
    },
    baseline: settings.baseline,
    decision: decision?.verdict ?? 'pending',
    because,
    ...(decision?.detail === undefined ? {} : { detail: decision.detail }),
  };
  const weight = nextWeight(state, evidence.harm.log);
  return {
    ...(decision ? { verdict: decision.verdict } : {}),
    ...(weight === undefined ? {} : { nextWeight: weight }),
    because,
    evidence: { ...evidence, words: words(state, evidence) },
  };
}

/** The metric with the most evidence of harm, or, where the answer is about health, the one that lags. */
function mostTelling(metrics: readonly MetricEvidence[], because: Because): MetricEvidence['metric'] | 'answers' {
  if (because === 'no-answers' || because === 'unhealthy') return 'answers';
  const accused = ['more-errors', 'slower', 'several-metrics', 'over-limit'].includes(because);
  const byHarm = (a: MetricEvidence, b: MetricEvidence) => (b.harm ?? -Infinity) - (a.harm ?? -Infinity);
  const byHealth = (a: MetricEvidence, b: MetricEvidence) => (a.health ?? Infinity) - (b.health ?? Infinity);
  return [...metrics].sort(accused ? byHarm : byHealth)[0]?.metric ?? 'answers';
}
