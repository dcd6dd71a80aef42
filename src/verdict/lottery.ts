/** All that continuous effects need to know: canary events, all events, expected canary events, each over phi. */
export interface Lottery {
  canary: number;
  all: number;
  expected: number;
  /** ln of what earlier instances (before their number changed) explain. */
  settled: number;
  /** ln of what the bet on any effect earned with earlier instances. */
  earned: number;
}

export const EMPTY_LOTTERY: Lottery = { canary: 0, all: 0, expected: 0, settled: 0, earned: 0 };

const LARGEST_RATIO = Math.log(100);
/** A spread of six sigma is a chance of 1e-9: beyond it the difference is harm, not luck. */
const LARGEST_SPREADS = 6;
/** Spread of the log ratio that the bet on any effect expects of a bad release. */
const HARM_SPREAD = 1;
/** The most by which Laplace's method exceeds the true mean of 1, which the first rare events reach. */
const LAPLACE_EXCESS = 0.004;
const NEWTON_STEPS = 30;

/**
 * ln of how well "the canary's few instances are just different" explains the events: the marginal likelihood of a log
 * ratio drawn from N(0, sigma²), by Laplace's method at its mode, against ratio 1. At least 0. The evidence of harm is
 * divided by it, so an unlucky draw of instances is not taken for a bad release.
 */
export function logLottery(lottery: Lottery, sigma: number): number {
  return lottery.settled + Math.max(0, logMarginal(lottery, sigma, Math.min(LARGEST_RATIO, LARGEST_SPREADS * sigma)));
}

/**
 * ln of a bet on any effect, by the same method. Many events tell ratios apart that lie between two fixed effects; luck,
 * which may take any ratio, would then explain them better than any fixed effect does.
 */
export function logAnyEffect(lottery: Lottery): number {
  return lottery.earned + (lottery.all === 0 ? 0 : logMarginal(lottery, HARM_SPREAD, LARGEST_RATIO) - LAPLACE_EXCESS);
}

/** At most what `logAnyEffect` comes to: the likelihood of the best effect, without a prior. */
export function mostOfAnyEffect({ canary, all, expected, earned }: Lottery): number {
  if (canary <= expected) return earned;
  const rest = all - canary;
  const ofRest = rest > 0 ? rest * Math.log(rest / (all - expected)) : 0;
  return earned + canary * Math.log(canary / expected) + ofRest;
}

/** Starts anew with other instances; what the old ones explained and earned stays. */
export function redraw(lottery: Lottery, sigma: number): Lottery {
  return { ...EMPTY_LOTTERY, settled: logLottery(lottery, sigma), earned: logAnyEffect(lottery) };
}

function logMarginal({ canary, all, expected }: Lottery, sigma: number, limit: number): number {
  if (all === 0) return 0;
  const share = expected / all;
  const precision = 1 / (sigma * sigma);
  const mode = canary <= expected ? 0 : findMode(canary, all, share, precision, limit);
  const tilted = tilt(share, mode);
  const gain = canary * mode - all * Math.log1p(share * Math.expm1(mode)) - (mode * mode * precision) / 2;
  return gain - Math.log1p(sigma * sigma * all * tilted * (1 - tilted)) / 2;
}

/** The slope falls along the whole line, so halving finds its one zero; Newton's step is taken where it stays inside. */
function findMode(canary: number, all: number, share: number, precision: number, limit: number): number {
  const slopeAt = (at: number) => canary - all * tilt(share, at) - at * precision;
  if (slopeAt(limit) >= 0) return limit;
  let low = 0;
  let high = limit;
  let at = 0;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const tilted = tilt(share, at);
    const slope = slopeAt(at);
    if (slope > 0) low = at;
    else high = at;
    const newton = at + slope / (all * tilted * (1 - tilted) + precision);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - at) <= 1e-9 * limit) return next;
    at = next;
  }
  return at;
}

/** The canary's share of events when each of its requests fails e^logRatio times as often. */
function tilt(share: number, logRatio: number): number {
  const tilted = share * Math.exp(logRatio);
  return tilted / (1 - share + tilted);
}
