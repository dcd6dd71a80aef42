/** Something that somebody did or tried, for those who look into it later. Never with a secret. */
export interface AuditNote {
  /** A person, `nobody`, or a step of a run. */
  who: string;
  /** What they did, as a route or a verb: `POST /api/runs/:run/answer`, `secret given`. */
  what: string;
  on: string;
  /** The address that the request came from, or the door: `chat`. */
  from?: string | undefined;
  /** In their own words, or by the rules. */
  why?: string | undefined;
  result: 'done' | 'refused' | 'failed';
}

/** A trail that only grows. */
export interface Audit {
  /** Kept when it answers. */
  note(note: AuditNote): Promise<void>;
}
