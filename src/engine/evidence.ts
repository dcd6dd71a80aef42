import type { JsonObject } from '../lib/json.ts';

/** The record behind a decision; one shape for page, chat, incident, CLI and audit. */
export interface Evidence {
  /** What was judged, for example `errors` or `coverage`. */
  metric: string;
  /** One or two sentences a person reads at night. */
  sentence: string;
  decision: string;
  /** Numbers and limits behind the sentence: window, samples, baseline, canary, threshold. */
  facts: JsonObject;
}
