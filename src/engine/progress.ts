import type { Json } from '../lib/json.ts';
import type { Evidence } from './evidence.ts';
import type { Bound } from './run.ts';
import type { EnvironmentChange } from './environment/environment.ts';

/** How a step stands after one call of `start` or `check`. */
export type Progress = Waiting | Ended | Broke;

/** Nothing to do until `wakeAt`, or until the step is signalled. Holds no worker meanwhile. */
export interface Waiting {
  kind: 'waiting';
  /** What it waits for, as a sentence the page shows. */
  message: string;
  /** Milliseconds since 1970; absent: only a signal wakes it. */
  wakeAt?: number;
  memo?: Json;
  /** Figures for the page while it waits, in the shape the step kind's view declares. */
  figures?: Json;
  /** How the evidence goes, for a plot. */
  course?: Json;
  /** It waits for an answer of a person now. */
  asks?: true;
  changes?: EnvironmentChange[];
}

export interface Ended {
  kind: 'ended';
  outcome: string;
  /** Why, in one sentence. */
  reason?: string;
  /** What the decision compared with and holds for. */
  bound?: Bound;
  output?: Json;
  evidence?: Evidence[];
  memo?: Json;
  figures?: Json;
  changes?: EnvironmentChange[];
}

/** The step could not be carried out. */
export interface Broke {
  kind: 'broke';
  code: string;
  message: string;
  hint: string;
  /** Whether the same call may succeed later. */
  retry: boolean;
  /** The environment is not as anybody here left it. Nothing was changed, and nothing must be until a person has looked. */
  surprise?: boolean;
}
