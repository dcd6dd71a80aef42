import { quantile, total } from './buckets.ts';

/** A measured figure and the interval that holds the true one 95 times in 100. */
export interface Rate {
  value: number;
  low: number;
  high: number;
}

const SPREADS = 1.96;

/** Wilson's interval for a share; `phi` events count as one. */
export function rateOf(events: number, requests: number, phi: number): Rate | undefined {
  if (requests === 0) return undefined;
  const value = Math.min(1, events / requests);
  const n = requests / phi;
  const centre = (value + SPREADS ** 2 / (2 * n)) / (1 + SPREADS ** 2 / n);
  const reach = (SPREADS * Math.sqrt((value * (1 - value)) / n + SPREADS ** 2 / (4 * n * n))) / (1 + SPREADS ** 2 / n);
  return {
    value,
    low: Math.min(value, Math.max(0, centre - reach)),
    high: Math.max(value, Math.min(1, centre + reach)),
  };
}

/** A quantile in milliseconds; its interval is the quantiles that the true one's rank may have. */
export function quantileOf(
  counts: readonly number[],
  edgesMs: readonly number[],
  fraction: number,
  phi: number,
): Rate | undefined {
  const requests = total(counts);
  if (requests === 0) return undefined;
  const reach = SPREADS * Math.sqrt((fraction * (1 - fraction) * phi) / requests);
  return {
    value: quantile(counts, edgesMs, fraction),
    low: quantile(counts, edgesMs, Math.max(0, fraction - reach)),
    high: quantile(counts, edgesMs, Math.min(1, fraction + reach)),
  };
}
