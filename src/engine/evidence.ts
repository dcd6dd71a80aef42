import type { Json, JsonObject } from '../lib/json.ts';

/** The record behind a decision; one shape for page, chat, incident, CLI and audit. */
export interface Evidence {
  /** What was judged, for example `errors` or `coverage`. */
  metric: string;
  /** One or two sentences a person reads at night. */
  sentence: string;
  decision: string;
  /** Numbers and limits behind the sentence: window, samples, baseline, canary, threshold. */
  facts: JsonObject;
  /** How the evidence went over time, for a plot. */
  course?: Json;
  /** The newest line of the log that the decision was made from: it can be judged again. */
  log?: { n: number; digest: string };
}
