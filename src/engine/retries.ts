/** Tries of one visit, the first included. */
const ATTEMPTS_MAX = 4;
const FIRST_DELAY_MS = 500;
const DELAY_MAX_MS = 30_000;

/**
 * Milliseconds to wait before the next try; undefined where there is none.
 * Doubles with each try. Jitter of ±25 % comes from `key`, so that steps which broke together don't return together and `decide` stays pure.
 */
export function retryDelay(key: string, attempt: number, retry: boolean): number | undefined {
  if (!retry || attempt >= ATTEMPTS_MAX) return undefined;
  const base = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), DELAY_MAX_MS);
  return Math.round(base * (0.75 + 0.5 * fractionOf(`${key}:${attempt}`)));
}

/** A number in [0, 1) spread evenly over texts (FNV-1a). */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash / 2 ** 32;
}
