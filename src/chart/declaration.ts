import type { z } from 'zod';
import type { Json } from '../lib/json.ts';

/** Whether an outcome carries the release onward or says that something went wrong. */
export type Way = 'forward' | 'failure';

export interface Outcome {
  name: string;
  way: Way;
  /** Other words an edge label may use for it: `success` for `pass`. */
  synonyms?: readonly string[];
}

/** How a step uses an environment. Every use holds the environment's claim. */
export interface EnvironmentUse {
  name: string;
  /** `changes`: moves releases or traffic. `reads`: tests or watches what is there. */
  access: 'changes' | 'reads';
}

/**
 * What a step kind says of itself: all that the chart language, the engine, the CLI and the page know about it.
 * Pure data and functions; what the kind *does* stands beside it.
 */
export interface Declaration<Settings = unknown> {
  /** The word after `uses:`, for example `deploy`. */
  kind: string;
  /** One sentence for the documentation, the page and `check`. */
  summary: string;
  /** The settings of `steps.<id>`, without `uses`. */
  settings: z.ZodType<Settings>;
  outcomes(settings: Settings): readonly Outcome[];
  /** The outcome when the step could not be carried out. */
  couldNotRun(settings: Settings): string;
  environment(settings: Settings): EnvironmentUse | undefined;
  /** Changes the world outside the run (publishes an image, moves traffic, invalidates a cache, wakes somebody). Check runs stop before it. */
  publishes: boolean;
  /** `makes`: leaves the release's image behind; `needs`: can't start before the image exists. */
  image?: 'makes' | 'needs';
  /** Works in the run's checkout. `makes`: prepares it, and does so again where a retry finds it gone. */
  workspace?: 'makes' | 'needs';
  /** What the step does to a rollout; `deploy` needs to know whether a `traffic` step follows. */
  rollout?: 'deploy' | 'traffic' | 'rollback' | 'watch';
  /** Starts on each failure token anew instead of only the first (notify, incident), and tells people. */
  speaks?: boolean;
  /** Names of the secrets that it is given while it runs. */
  secrets?(settings: Settings): readonly string[];
  /** Holds no machine: waits for people. Approvals are kept on retry. */
  waitsForPeople?: boolean;
  /** The environment that an answer is about: a role there is needed. Left out: in all. */
  answersFor?(settings: Settings): string;
  /** Where people may answer: why this person may not, or undefined where they may. The one function that page, CLI, API and step obey. */
  whyNotAnswer?(settings: Settings, asked: Answerer): string | undefined;
  /** What an operator's policy may ask of a step of this kind. Absent: it attests to nothing, as a shell line does. */
  attests?: Attestation<Settings>;
}

/** What the end of a step proves, and how a policy says how strict the step must have been. */
export interface Attestation<Settings> {
  /** The outcomes that prove it; a policy may name one. */
  outcomes: readonly string[];
  /**
   * Reads a floor: the words that a policy puts in parentheses behind the kind, empty where it puts none.
   */
  floor(words: string, rule: FloorContext): Floor<Settings> | FloorMistake;
}

/** The rule that a floor belongs to. */
export interface FloorContext {
  /** The environment that the rule is about. */
  environment: string;
  /** The operator's own conditions, by name. */
  conditions: Readonly<Record<string, Json>>;
}

export interface Floor<Settings> {
  /** In what the settings ask for less than the floor; undefined where they are at least as strict. */
  whyLess(settings: Settings): string | undefined;
}

/** A floor that says nothing: one sentence without its full stop, and what to write instead. */
export interface FloorMistake {
  mistake: string;
  hint: string;
}

/** Who wants to answer, and whose run it is. */
export interface Answerer {
  name: string;
  /** Names of the groups that hold them. */
  groups: readonly string[];
  /** Who started the run, as authenticated. */
  startedBy: string;
  /** What they want to say; absent while it is only asked whether they may. */
  answer?: { decision: 'approved' | 'rejected'; acceptsOutdated: boolean };
  /** What the step shows to people. */
  figures?: Json;
}

/** Every step kind by its name. */
export type Declarations = Readonly<Record<string, Declaration>>;
