/** A look that comes later than this was not waiting: the control plane was away, or the clock was set. */
const LONGEST_LOOK_MS = 5_000;

/** How long something was waited for, look by look, so that neither a restart nor a clock that jumps makes it late. */
export type Waited = { lookedAt: number; waitedMs: number };

export function startWaiting(now: number): Waited {
  return { lookedAt: now, waitedMs: 0 };
}

export function waitOn<Memo extends Waited>(memo: Memo, now: number): Memo {
  const passedMs = Math.min(Math.max(now - memo.lookedAt, 0), LONGEST_LOOK_MS);
  return { ...memo, lookedAt: now, waitedMs: memo.waitedMs + passedMs };
}
