/** What a monitor asks of a canary. Fractions are fractions (0.1 = 10 %), points are percentage points. */
export interface VerdictSettings {
  /** Least observed time before `healthy`, in milliseconds. */
  forMs: number;
  /** Time after which the answer is `inconclusive`, in milliseconds. */
  atMostMs: number;
  /** Latency counts from this long after the canary's first traffic, in milliseconds. Errors count at once. */
  warmUpMs: number;
  /** Bound on the chance to roll back a release that is no worse. */
  alpha: number;
  /** Bound on the chance to call healthy what is worse by a margin. */
  beta: number;
  errors: ErrorSettings | 'off';
  latency: LatencySettings | 'off';
  /** A canary that is sent requests and answers none for this long is an anomaly, in milliseconds. */
  silenceMs: number;
  /** Evidence-paced exposure: the weight in percent up to which the evidence may raise the canary's share. */
  upTo?: number;
  /** The release has all but a held-back part already: only harm is looked for, and the end of the time is the good end. */
  harmOnly?: true;
  /** `none` on a first release: absolute limits only. */
  baseline: 'live' | 'none';
  /** Overrides the calibration's dispersion, for errors and latency. */
  phi?: number;
  /** Overrides the calibration's instance-to-instance spread, for errors and latency. */
  sigma?: number;
}

export interface ErrorSettings {
  /** Healthy rules out that the canary is worse by this many percentage points … */
  marginPoints: number;
  /** … and by this ratio: a canary within either is no worse. */
  ratio: number;
  /** Without a baseline: the error rate, in percent, that a first release must stay under. */
  limitPercent: number;
}

export interface LatencySettings {
  /** Upper edges of the histogram's buckets in milliseconds, rising; the counts have one more bucket for the rest. */
  edgesMs: readonly number[];
  /** Slowdown of the median that healthy rules out, as a fraction. */
  p50: number | 'off';
  /** Slowdown of the 99th percentile that healthy rules out, as a fraction. */
  p99: number | 'off';
  /** A slowdown up to this fraction plus `toleratedMs` is never an anomaly. */
  tolerated: number;
  /** In milliseconds. Where it is more than a margin, healthy rules it out instead of the margin. */
  toleratedMs: number;
  /** Without a baseline: what the 99th percentile of a first release must stay under, in milliseconds. */
  limitP99Ms?: number;
}

/** What a caller gives: everything has a default except the buckets of the latency histogram. */
export type SettingsGiven = Partial<Omit<VerdictSettings, 'errors' | 'latency'>> & {
  errors?: Partial<ErrorSettings> | 'off';
  latency: (Partial<LatencySettings> & Pick<LatencySettings, 'edgesMs'>) | 'off';
};

const ERRORS: ErrorSettings = { marginPoints: 0.1, ratio: 1.5, limitPercent: 5 };
const LATENCY = { p50: 0.1, p99: 0.2, tolerated: 0, toleratedMs: 0 } as const;

/** The settings with every default filled in. */
export function completeSettings(given: SettingsGiven): VerdictSettings {
  const { errors, latency, ...rest } = given;
  return {
    forMs: 300_000,
    atMostMs: 3_600_000,
    warmUpMs: 60_000,
    alpha: 0.001,
    beta: 0.05,
    silenceMs: 10_000,
    baseline: 'live',
    ...rest,
    errors: errors === 'off' ? 'off' : { ...ERRORS, ...errors },
    latency: latency === 'off' ? 'off' : { ...LATENCY, ...latency },
  };
}
