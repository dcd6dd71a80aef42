/** Spread of the logarithm of latencies of a web service, where nothing is known of this one. */
const LOG_SPREAD = 0.7;
const TYPICAL_MEDIAN_MS = 50;

/** Shares per bucket of a service with a logistic spread of log latencies around 50 ms: for predictions only. */
export function typicalHistogram(edgesMs: readonly number[]): number[] {
  const below = edgesMs.map((edge) => 1 / (1 + Math.exp((-1.7 * Math.log(edge / TYPICAL_MEDIAN_MS)) / LOG_SPREAD)));
  return [...below, 1].map((share, k) => share - (below[k - 1] ?? 0));
}
