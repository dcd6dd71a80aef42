import type { PastTick } from '../../ports/metrics.ts';

/** Long enough for a steady figure, short enough for the present time of day. */
const RECENT_MS = 600_000;
/** Less than this says nothing. */
const LEAST_MS = 30_000;

/** Requests per second of late, as the past has them; undefined where it is too short, or ended long ago. */
export function usualTraffic(history: readonly PastTick[], nowMs: number): number | undefined {
  const recent = history.filter(({ atMs }) => atMs > nowMs - RECENT_MS);
  const [first, ...rest] = recent;
  const spanMs = first ? (recent.at(-1)?.atMs ?? 0) - first.atMs : 0;
  if (spanMs < LEAST_MS) return undefined;
  const requests = rest.flatMap(({ instances }) => instances).reduce((sum, each) => sum + each.requests, 0);
  return requests / (spanMs / 1_000);
}
