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
 * of a log slowdown drawn from N(0, sigma²), by Laplace's method. Up to the smallest tracked slowdown the log likelihood is
 * a parabola from its slope and curvature at none; beyond, a parabola through the tracked slowdowns around its mode. At
 * least 0.
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
  const { surplus, variance } = spread;
  const room = 1 + sigma * sigma * variance;
  if (surplus <= 0) return -Math.log(room) / 2;
  const mode = (sigma * sigma * surplus) / room;
  const reach = Math.min(at[0] as number, LARGEST_SPREADS * sigma);
  return mode <= reach ? (surplus * mode) / 2 - Math.log(room) / 2 : far(spread, at, sigma);
}

/** ln of the density, prior and likelihood together, at its highest, and what its width takes away. */
function far({ likelihood, surplus, variance }: Spread, at: readonly number[], sigma: number): number {
  const largest = LARGEST_SPREADS * sigma;
  const density = (log: number, z: number) => log - (z * z) / (2 * sigma * sigma);
  const places = [0, ...at];
  const heights = places.map((z, i) => density(i === 0 ? 0 : (likelihood[i - 1] as number), z));
  const allowed = places.filter((z) => z <= largest).length;
  if (allowed === 1) {
    // Even the smallest tracked slowdown is out of reach: the edge of what luck explains lies on the near parabola.
    return density(surplus * largest - (variance * largest * largest) / 2, largest);
  }
  let best = 0;
  for (let i = 1; i < allowed; i++) if ((heights[i] as number) > (heights[best] as number)) best = i;
  const middle = Math.min(Math.max(best, 1), places.length - 2);
  const { height, curvature } = parabola(places, heights, middle);
  const top = best === 0 || best === places.length - 1 ? (heights[best] as number) : height;
  return top - Math.log(Math.max(1, curvature * sigma * sigma)) / 2;
}

/** The highest point, and the curvature, of the parabola through a point and its neighbours. */
function parabola(x: readonly number[], y: readonly number[], middle: number): { height: number; curvature: number } {
  const [x0, x1, x2] = [x[middle - 1], x[middle], x[middle + 1]] as [number, number, number];
  const [y0, y1, y2] = [y[middle - 1], y[middle], y[middle + 1]] as [number, number, number];
  const [before, after] = [(y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1)];
  const bend = (after - before) / (x2 - x0);
  const highest = Math.max(y0, y1, y2);
  if (bend >= 0) return { height: highest, curvature: 0 };
  const top = (x0 + x1) / 2 - before / (2 * bend);
  const height = y0 + before * (top - x0) + bend * (top - x0) * (top - x1);
  return { height: top > x0 && top < x2 ? height : highest, curvature: -2 * bend };
}
