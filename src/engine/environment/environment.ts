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
  /** Releases that were rolled back, newest last; automation never brings them again. */
  bad: { release: HeldRelease; reason: string; at: number }[];
  /** The highest fencing number handed out. */
  fence: number;
  claim?: { runId: string; fence: number; since: number };
  /** Who waits for the claim, first come first. */
  queue: { runId: string; since: number }[];
  /** A person's stop sign: nothing but rollback changes the environment while it stands. */
  lock?: { owner: string; reason: string; since: number; until?: number };
}

export interface Slot {
  release: HeldRelease;
  colour: SlotColour;
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
  | { type: 'claim-requested'; runId: string }
  | { type: 'claim-released'; runId: string; passed: boolean }
  | { type: 'changed'; runId: string; fence: number; change: EnvironmentChange }
  | { type: 'locked'; owner: string; reason: string; until?: number }
  | { type: 'unlocked'; by: string };

export type EnvironmentEffect =
  | { type: 'grant'; runId: string; fence: number }
  /** The colour serves nothing any more and may be drained and stopped. */
  | { type: 'retire'; colour: SlotColour; fence: number };

/** An environment nobody has used yet. */
export function newEnvironment(name: string): Environment {
  return { name, bad: [], fence: 0, queue: [] };
}
