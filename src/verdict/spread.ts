/** How the canary's histogram looks if its instances are a little slower anyway, each figure over phi. */
export interface Spread {
  /** Surplus of the score of a small slowdown, and its variance under "no difference". */
  surplus: number;
  variance: number;
  /** ln of the likelihood of the larger slowdowns against none. */
  likelihood: number[];
  /** ln of what earlier instances explain. */
  settled: number;
  /** ln of what the bet on any slowdown earned with earlier instances. */
  earned: number;
}

export function emptySpread(slowdowns: number): Spread {
  return { surplus: 0, variance: 0, likelihood: Array.from({ length: slowdowns }, () => 0), settled: 0, earned: 0 };
}

/** A spread of six sigma is a chance of 1e-9: beyond it the difference is harm, not luck. */
const LARGEST_SPREADS = 6;

/**
 * ln of how well "the canary's few instances are a little slower anyway" explains its histogram: the marginal likelihood
 * of a log slowdown drawn from N(0, sigma²), by Laplace's method. At least 0.
 * @param at logarithms of the tracked slowdowns, rising
 */
export function logSpread(spread: Spread, at: readonly number[], sigma: number): number {
  return spread.settled + Math.max(0, logMarginal(spread, at, sigma));
}

/** Spread of the log slowdown that the bet on any slowdown expects of a bad release. */
const HARM_SPREAD = 0.5;

/** ln of a bet on any slowdown, by the same method: luck may take any, so the bets must not be on fixed ones alone. */
export function logAnySlowdown(spread: Spread, at: readonly number[]): number {
  return spread.earned + logMarginal(spread, at, HARM_SPREAD);
}

/** Starts anew with other instances; what the old ones explained stays explained. */
export function redrawSpread(spread: Spread, at: readonly number[], sigma: number): Spread {
  return { ...emptySpread(at.length), settled: logSpread(spread, at, sigma), earned: logAnySlowdown(spread, at) };
}

function logMarginal(spread: Spread, at: readonly number[], sigma: number): number {
  const precision = 1 / (sigma * sigma);
  let best: Peak = { height: 0, bend: spread.variance };
  for (const arc of arcsOf(spread, at)) {
    const to = Math.min(arc.to, LARGEST_SPREADS * sigma);
    if (to <= arc.from) break;
    const peak = highest(arc, to, precision);
    if (peak.height > best.height) best = peak;
  }
  return best.height - Math.log1p(Math.max(0, best.bend) / precision) / 2;
}

/** A piece of the log likelihood: height + slope·(z - from) - bend·(z - from)²/2. */
interface Arc {
  from: number;
  to: number;
  height: number;
  slope: number;
  bend: number;
}

interface Peak {
  height: number;
  bend: number;
}

/**
 * The log likelihood of every slowdown, a parabola between any two tracked ones: the first begins with the slope at none,
 * each later one passes through the point before as well. With much data the tracked points hold what a single parabola
 * from zero would miss by many nats.
 */
function arcsOf({ surplus, variance, likelihood }: Spread, at: readonly number[]): Arc[] {
  const [first, height] = [at[0] as number, likelihood[0] as number];
  const bend = Math.max((2 * (surplus * first - height)) / (first * first), variance / 4);
  const arcs: Arc[] = [{ from: 0, to: first, height: 0, slope: surplus, bend }];
  for (let i = 1; i < at.length; i++) {
    const [x0, x1, x2] = [i > 1 ? (at[i - 2] as number) : 0, at[i - 1] as number, at[i] as number];
    const [y0, y1, y2] = [
      i > 1 ? (likelihood[i - 2] as number) : 0,
      likelihood[i - 1] as number,
      likelihood[i] as number,
    ];
    const [before, after] = [(y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1)];
    const curve = (-2 * (after - before)) / (x2 - x0);
    arcs.push({ from: x1, to: x2, height: y1, slope: after + (curve * (x2 - x1)) / 2, bend: curve });
  }
  return arcs;
}

/** Where an arc less the prior's parabola is highest, up to `to`. */
function highest({ from, height, slope, bend }: Arc, to: number, precision: number): Peak {
  const density = (z: number) => height + slope * (z - from) - (bend * (z - from) ** 2) / 2 - (z * z * precision) / 2;
  const top = (slope + bend * from) / (bend + precision);
  const inside = bend + precision > 0 && top > from && top < to ? top : density(from) > density(to) ? from : to;
  return { height: density(inside), bend };
}
