/** An incident on its way in. */
export interface NewIncident {
  /** Idempotency key, and what a pager joins repeats by. */
  key: string;
  runId: string;
  project: string;
  environment: string;
  title: string;
  link: string;
}

/** Times in milliseconds since 1970. */
export interface KeptIncident extends NewIncident {
  openedAt: number;
  acknowledgedAt: number | null;
  acknowledgedBy: string | null;
  resolvedAt: number | null;
  resolvedBy: string | null;
  /** Why it is over. */
  reason: string | null;
}

export type IncidentMove =
  | { type: 'acknowledged'; by: string }
  /** Over. One that is over stays so: whatever comes late changes nothing. */
  | { type: 'resolved'; by: string; reason: string };
