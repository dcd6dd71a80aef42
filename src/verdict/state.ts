import type { AbsoluteHarm } from './absolute-harm.ts';
import type { Calibration } from './calibration.ts';
import type { CountHarm } from './count-harm.ts';
import type { ErrorGuard } from './error-guard.ts';
import type { LatencyGuard } from './latency-guard.ts';
import type { LatencyHarm } from './latency-harm.ts';
import type { VerdictSettings } from './settings.ts';

/** A judgement under way: plain JSON. Stored and read back it goes on to the same bit. */
export interface VerdictState {
  settings: VerdictSettings;
  calibration: Calibration;
  clock: Clock;
  exposure: Exposure;
  silence: Silence;
  errors?: ErrorsJudged;
  latency?: LatencyJudged;
  /** Why the evidence stands still at present. */
  frozen?: Frozen;
  /** Once there, nothing changes it. */
  decision?: Decision;
}

export type Verdict = 'healthy' | 'anomaly' | 'inconclusive';
export type Frozen = 'no-data' | 'unexplained-share' | 'weight-changed';
export type Because =
  | 'more-errors'
  | 'slower'
  | 'several-metrics'
  | 'over-limit'
  | 'no-answers'
  | 'unhealthy'
  | 'no-worse'
  | 'no-harm'
  | 'time-up'
  | 'collecting'
  | Frozen;

export interface Decision {
  verdict: Verdict;
  because: Because;
  atMs: number;
  /** What the runtime said of an unhealthy canary. */
  detail?: string;
}

export interface Clock {
  startedAtMs?: number;
  lastAtMs?: number;
  /** Since the start, in milliseconds; a jump of the clock counts at most a minute. */
  elapsedMs: number;
  /** Time in which evidence could come in. */
  observedMs: number;
  /** Time without a request on either side. */
  quietMs: number;
  /** Since the canary's first request. */
  trafficMs: number;
  /** Times of earlier monitors of the same canary, which the present one's do not count. */
  before?: { elapsedMs: number; observedMs: number };
}

export interface Exposure {
  weight?: number;
  /** The share before the last change, while requests sent under it may still fail. */
  shareBefore?: number;
  settlingMs: number;
  /** Since the weight changed last, in milliseconds. */
  steadyMs: number;
  /** Recent requests, fading: what the router should have sent the canary against what it did. */
  recent: { green: number; all: number };
  /** Running instances of the canary, and of the baseline, where known. */
  instances?: [number, number];
}

export interface Silence {
  /** Requests dispatched to the canary, and time, since its last answer. */
  requests: number;
  forMs: number;
  baselineAnswered: boolean;
}

export interface Seen {
  requests: number;
  errors: number;
}

export interface ErrorsJudged {
  harm?: CountHarm;
  absolute?: AbsoluteHarm;
  guard: ErrorGuard;
  /** Where the exposure is paced by evidence: one guard per stage. */
  stages?: ErrorGuard[];
  green: Seen;
  blue: Seen;
}

export interface LatencyJudged {
  /** The baseline's histogram that fixes the bets; absent until enough of it was seen. */
  baseline?: readonly number[];
  learned: readonly number[];
  block: { green: number[]; blue: number[]; ms: number };
  harm?: LatencyHarm;
  absolute?: AbsoluteHarm;
  absoluteGuard?: ErrorGuard;
  p50?: LatencyGuard;
  p99?: LatencyGuard;
  green: number[];
  blue: number[];
}
