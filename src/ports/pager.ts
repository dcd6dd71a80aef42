import type { Json } from '../lib/json.ts';

/** Opens incidents for whoever is on call. */
export interface Pager {
  /** A repeat with the same key joins the open incident. @throws WorldFailure with `retry` where the service is down */
  open(incident: Incident): Promise<{ id: string }>;
}

export interface Incident {
  key: string;
  project: string;
  environment: string;
  runId: string;
  severity: 'critical' | 'error' | 'warning' | 'info';
  title: string;
  body: string;
  /** The records behind it: see `Evidence`. */
  evidence: readonly Json[];
  link: string;
}
