import { LATENCY_EDGES_MS } from '../../lib/latency-edges.ts';
import type { Series } from './ask.ts';

/** How much a counter rose after a time. One that went down began anew at zero, and so did one that first appears after it. */
export function riseSince({ samples }: Pick<Series, 'samples'>, sinceMs: number): number {
  let before = 0;
  let rise = 0;
  for (const { atMs, value } of samples) {
    if (atMs > sinceMs) rise += value < before ? value : value - before;
    before = value;
  }
  return rise;
}

export function totalRise(all: readonly Series[], sinceMs: number): number {
  return all.reduce((sum, series) => sum + riseSince(series, sinceMs), 0);
}

/**
 * Counts per bucket of `LATENCY_EDGES_MS` of a classic histogram. Each of its buckets goes, whole, where its upper edge lies: nothing is
 * made up inside a bucket, and both sides are read alike.
 */
export function bucketsSince(all: readonly Series[], unit: 's' | 'ms', sinceMs: number): number[] {
  const upTo = new Map<number, number>();
  for (const series of all) {
    const edge = edgeOf(series, unit);
    upTo.set(edge, (upTo.get(edge) ?? 0) + riseSince(series, sinceMs));
  }
  const buckets = Array.from({ length: LATENCY_EDGES_MS.length + 1 }, () => 0);
  let below = 0;
  for (const [edge, count] of [...upTo].toSorted(([a], [b]) => a - b)) {
    const place = indexOf(edge);
    buckets[place] = (buckets[place] ?? 0) + Math.max(0, count - below);
    below = Math.max(below, count);
  }
  return buckets;
}

function edgeOf({ labels }: Series, unit: 's' | 'ms'): number {
  const le = labels['le'] ?? '';
  if (le === '+Inf') return Infinity;
  return le === '' ? Number.NaN : Number(le) * (unit === 's' ? 1_000 : 1);
}

function indexOf(edgeMs: number): number {
  const index = LATENCY_EDGES_MS.findIndex((edge) => edge * (1 + ROUNDING) >= edgeMs);
  return index === -1 ? LATENCY_EDGES_MS.length : index;
}

/** Edges that differ by less are the same, written in another unit. */
const ROUNDING = 1e-9;
