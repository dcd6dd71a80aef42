import type { Json } from '../lib/json.ts';
import type { Problem } from '../lib/problem.ts';
import type { Evidence } from './evidence.ts';
import type { HeldRelease } from './environment/environment.ts';

/** One execution of a chart for one commit: the first aggregate. Plain JSON; folded from its events. */
export interface Run {
  /** Project and number, for example `shop-12`. */
  id: string;
  project: string;
  number: number;
  commit: CommitFacts;
  ref: string;
  /** Who started it, as the forge or the server authenticated them. */
  startedBy: string;
  /** Hash of the document it runs; frozen at the start. */
  document: string;
  /** `check` runs stop before the first step that publishes or uses an environment. */
  purpose: 'delivery' | 'check';
  phase: 'running' | 'settling' | 'ended';
  ending?: Ending;
  /** Why it ended so, in one sentence. */
  endingReason?: string;
  startedAt: number;
  endedAt?: number;
  steps: Record<string, StepState>;
  /** Edge id → the outcome that put a token on it. */
  tokens: Record<string, string>;
  claims: Record<string, ClaimState>;
  /** What the image step made. */
  release?: HeldRelease;
  /** Set once someone, or a failure without an edge, stops the run. */
  stopped?: { ending: Ending; by: string; reason: string };
  /** Of check runs. */
  proposal?: Proposal;
  /** How often a person had it tried again, and who did last. */
  retries?: { count: number; by: string; at: number };
  /** No earlier proof is good enough: a person wants everything done anew. */
  fresh?: boolean;
}

/** The document as a checked commit proposes it: proved and shown, never executed. */
export interface Proposal {
  /** Whose document the run executes instead. */
  base: { ref: string; commit: string };
  change: 'none' | 'changed' | 'removed';
  /** Hash of the proposed document, where there is one. */
  document?: string;
  /** The first of what is wrong with it. */
  problems: readonly Problem[];
  problemsInAll: number;
}

export type Ending = 'delivered' | 'checked' | 'failed' | 'rolled back' | 'rejected' | 'cancelled' | 'superseded';

export interface CommitFacts {
  id: string;
  author: string;
  email: string;
  subject: string;
  /** Seconds since 1970. */
  time: number;
}

export interface StepState {
  state: StepPhase;
  /** Which time in this run; 0 before the first. */
  visit: number;
  /** Which try within the visit; rises with automatic retries. */
  attempt: number;
  /** Rises with every call that is ordered; a call's answer counts only while it is the newest. */
  look: number;
  /** A signal came while a call was under way: look again right after it. */
  nudged: boolean;
  outcome?: string;
  reason?: string;
  /** The outcome stands for "could not be carried out". */
  couldNotRun?: boolean;
  startedAt?: number;
  endedAt?: number;
  message?: string;
  wakeAt?: number;
  /** Waits for an answer of a person, where its kind does not always. */
  asks?: true;
  memo?: Json;
  figures?: Json;
  course?: Json;
  output?: Json;
  evidence?: Evidence[];
  signals: Signal[];
  /** What the decision compared with and held for. */
  bound?: Bound;
  /** How it ended before a retry: holds again once its tokens are back, or, where people decided, once the step has seen that nothing changed. */
  kept?: KeptEnd;
  /** Visits before a person's last retry; they don't count towards the limit of a cycle. */
  visitsBefore?: number;
}

/** How a step ended, for after a retry. */
export type KeptEnd = Pick<StepState, 'visit' | 'attempt'> &
  Partial<
    Pick<StepState, 'outcome' | 'reason' | 'startedAt' | 'endedAt' | 'figures' | 'output' | 'evidence' | 'bound'>
  >;

/** What an approval, or a rule that asks for none, holds for. Once one of these is another, it has to be asked again. */
export type Bound = {
  environment: string;
  /** Key of the release that was live there; absent where there was none. */
  live?: string;
  /** Key of the release that was approved; absent where none was built yet. */
  release?: string;
  /** Hash of the delivery document. */
  document: string;
  /** A person accepted that the live release, which this commit does not contain, is undone. */
  acceptsOutdated?: boolean;
};

/**
 * `idle`: not started. `claiming`: waits for its environment. `active`: exactly one call is ordered or under way.
 * `waiting`: no call until its wake-up or a signal. `ended`: has an outcome, or was stopped.
 */
export type StepPhase = 'idle' | 'claiming' | 'active' | 'waiting' | 'ended';

/** Something that happened outside and concerns one step: an answer to a review, a command that ended, a further token. */
export interface Signal {
  name: string;
  at: number;
  by?: string;
  data?: Json;
}

export interface ClaimState {
  state: 'waiting' | 'held' | 'settling' | 'released';
  fence: number;
  /** A step may have left it between two releases. */
  disturbed: boolean;
}

/** What one `perform` effect of a step is called by the outside world: the same for every automatic retry. */
export function stepKey(run: Run, node: string): string {
  return `${run.id}:${node}:${stateOf(run, node).visit}`;
}

/** A step's state; every node of the chart has one from the start. */
export function stateOf(run: Run, node: string): StepState {
  const state = run.steps[node];
  if (!state) throw new Error(`run ${run.id} has no step ${node}`);
  return state;
}

/** Whether the step is on its way and not ended. */
export function isUnderway(state: StepState): boolean {
  return state.state === 'claiming' || state.state === 'active' || state.state === 'waiting';
}
