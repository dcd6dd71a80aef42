/** What one measurement gave. */
export interface Figures {
  runs: number;
  /** Steps of all runs that ran. */
  steps: number;
  tookMs: number;
}

export function perRunMs({ runs, tookMs }: Figures): number {
  return tookMs / runs;
}

export function perStepMs({ steps, tookMs }: Figures): number {
  return tookMs / steps;
}

export function runsPerMinute({ runs, tookMs }: Figures): number {
  return (runs * 60_000) / tookMs;
}
