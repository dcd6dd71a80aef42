/** Upper edges of our routers' latency buckets, in milliseconds: 8 per doubling from 0.25 ms to 32 s (9 % wide). */
export const LATENCY_EDGES_MS: readonly number[] = Array.from({ length: 8 * 17 + 1 }, (_, i) => 0.25 * 2 ** (i / 8));
