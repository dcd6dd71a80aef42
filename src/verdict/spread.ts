/** Surplus of the canary's score and its variance under "no difference", each over phi. */
export interface Spread {
  surplus: number;
  variance: number;
  /** ln of what earlier instances explain. */
  settled: number;
}

export const EMPTY_SPREAD: Spread = { surplus: 0, variance: 0, settled: 0 };

/** A spread of six sigma is a chance of 1e-9, and nothing makes equal instances twice as slow. */
const LARGEST_SPREADS = 6;
const LARGEST = Math.LN2;

/** ln of how well "the canary's few instances are a little slower anyway" explains the surplus; at least 0. */
export function logSpread({ surplus, variance, settled }: Spread, sigma: number): number {
  if (surplus <= 0) return settled;
  const room = 1 + sigma * sigma * variance;
  const mode = Math.min((sigma * sigma * surplus) / room, LARGEST_SPREADS * sigma, LARGEST);
  const gain = surplus * mode - (variance * mode * mode) / 2 - (mode * mode) / (2 * sigma * sigma);
  return settled + Math.max(0, gain - Math.log(room) / 2);
}

/** Starts anew with other instances; what the old ones explained stays explained. */
export function redrawSpread(spread: Spread, sigma: number): Spread {
  return { ...EMPTY_SPREAD, settled: logSpread(spread, sigma) };
}
