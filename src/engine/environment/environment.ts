/** What the engine knows of a release; ports speak of the same shape. */
export interface HeldRelease {
  id: string;
  services: Readonly<Record<string, string>>;
  commit: string;
  runId: string;
}

export type SlotColour = 'blue' | 'green';

/** An environment: what serves, who changes it, who waits. The second aggregate beside the run. */
export interface Environment {
  name: string;
  /** What serves all traffic. */
  live?: Slot;
  /** A release on its way: started beside the live one, with its share of the traffic in percent. */
  candidate?: Slot & { weight: number };
  /** The last release whose run passed every step that used the environment. Rollback goes here. */
  lastGood?: Slot;
  /** Every release that was last-good once, newest last: where a rollback by hand may go. */
  good?: HeldRelease[];
  /** Releases that were rolled back, newest last; automation never brings them again. */
  bad: { release: HeldRelease; reason: string; at: number }[];
  /** The highest fencing number handed out. */
  fence: number;
  claim?: { runId: string; fence: number; since: number; place?: Place };
  /** Who waits for the claim, in the order in which they get it. */
  queue: Waiting[];
  /** Who of them goes first, as the operator said when the last of them came. */
  rules?: QueueRules;
  /** A person's stop sign: nothing but rollback changes the environment while it stands. */
  lock?: { owner: string; reason: string; since: number; until?: number };
  /** Automation keeps away until a person has looked and lifted it: after a rollback by hand, or a change that nobody here made. */
  hold?: { owner: string; reason: string; since: number };
  /** A rollback by hand that is not verified yet. */
  rollback?: Rollback;
}

export interface Slot {
  release: HeldRelease;
  colour: SlotColour;
}

export interface Waiting {
  runId: string;
  since: number;
  place?: Place;
}

/** Where a run stands among the runs of its project. */
export interface Place {
  project: string;
  number: number;
  ref: string;
}

export interface QueueRules {
  queue: 'fifo' | 'newest-first';
  /** A newer run of the same branch ends older ones that wait. */
  supersede: boolean;
}

export interface Rollback {
  fence: number;
  owner: string;
  reason: string;
  since: number;
  /** What shall serve; absent where nothing ever did. */
  to?: Slot;
  /** What had traffic and shall have none: banned from now on. */
  leaving: HeldRelease[];
}

/** What a step did to an environment; presented with the claim's fencing number. */
export type EnvironmentChange =
  /** A release stands in `colour`, healthy, without traffic. */
  | { type: 'launched'; slot: Slot }
  /** The candidate has `weight` percent of the traffic, verified. */
  | { type: 'split'; weight: number }
  /** The candidate, or the first release, has all of it, verified. */
  | { type: 'went-live'; slot: Slot }
  /** All traffic is back on the stable release, verified. `bad` is banned from now on. */
  | { type: 'restored'; slot?: Slot; bad?: HeldRelease; reason: string };

export type EnvironmentEvent =
  | { type: 'claim-requested'; runId: string; place?: Place; rules?: QueueRules }
  | { type: 'claim-released'; runId: string; passed: boolean }
  | { type: 'changed'; runId: string; fence: number; change: EnvironmentChange }
  | { type: 'locked'; owner: string; reason: string; until?: number }
  | { type: 'unlocked'; by: string }
  /** The claiming run found what nobody here did. */
  | { type: 'held'; runId: string; fence: number; reason: string }
  | { type: 'lifted'; by: string }
  | { type: 'unbanned'; by: string; release: string }
  /** A person wants the environment back: on `to`, else one good release back. */
  | { type: 'rollback-asked'; by: string; reason: string; to?: HeldRelease }
  /** All traffic is where the rollback with this fence wanted it, verified. */
  | { type: 'rolled-back'; fence: number };

export type EnvironmentEffect =
  | { type: 'grant'; runId: string; fence: number; live?: { key: string; runId: string } }
  /** The colour serves nothing any more and may be drained and stopped. */
  | { type: 'retire'; colour: SlotColour; fence: number }
  /** The run no longer holds the environment: a person took it over. */
  | { type: 'evict'; runId: string; fence: number; by: string; reason: string }
  /** The waiting run's turn will not come: a newer one is there. */
  | { type: 'supersede'; runId: string; by: string; reason: string }
  | { type: 'roll-back'; fence: number };

/** An environment nobody has used yet. */
export function newEnvironment(name: string): Environment {
  return { name, bad: [], fence: 0, queue: [] };
}
