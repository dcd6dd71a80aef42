import type { JsonObject } from '../../lib/json.ts';

/** What `init` says about one node, and why. */
export interface Binding {
  node: string;
  /** As they stand behind `steps.<node>:`. */
  settings: JsonObject;
  /** Where it comes from, for the person who ran `init`. */
  because: string;
  /** Lines above it in the document. */
  comment?: string;
}

/** A node that the repository has nothing for. */
export interface LeftOut {
  node: string;
  why: string;
}

export interface Plan {
  bindings: readonly Binding[];
  leftOut: readonly LeftOut[];
  /** What a person has to see to before the first delivery. */
  heeds: readonly string[];
}
