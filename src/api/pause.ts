/** Waits between attempts to reach the server again: short at first, since most cuts are a restart. */
const PAUSES_MS = [200, 400, 800, 1_600, 3_000] as const;

/** Resolves before attempt `failures + 1`, or at once when `signal` aborts. */
export function pauseAfter(failures: number, signal: AbortSignal): Promise<void> {
  const ms = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}
