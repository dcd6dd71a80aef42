import type { Json, JsonObject } from '../lib/json.ts';
import type { Chart } from './chart.ts';
import type { EnvironmentUse, Outcome, Way } from './declaration.ts';

/** A chart bound to step kinds: everything the engine needs to run it. Plain JSON; derived from the document alone. */
export interface Delivery {
  chart: Chart;
  /** By node id; every node has one. */
  steps: Readonly<Record<string, Step>>;
  /** By edge id. */
  routes: Readonly<Record<string, Route>>;
  /** Node ids in an order in which every non-back edge leads forward. */
  order: readonly string[];
  /** Cycle heads: how often each may be visited, and the nodes inside its cycle. */
  cycles: Readonly<Record<string, { maxVisits: number; members: readonly string[] }>>;
  /** For each forward or `always` edge, the edges into the same node that can never hold a token beside it. */
  conflicts: Readonly<Record<string, readonly string[]>>;
  /** Ids of the notify steps with a failure edge in; they also hear failures from which no drawn path reaches a notify. */
  failureNotifiers: readonly string[];
}

export interface Step {
  node: string;
  /** A kind's name, or `passive`. */
  kind: string;
  settings: JsonObject;
  outcomes: readonly Outcome[];
  couldNotRun: string;
  environment?: EnvironmentUse;
  publishes: boolean;
  image?: 'makes' | 'needs';
  workspace?: 'makes' | 'needs';
  rollout?: 'deploy' | 'traffic' | 'rollback' | 'watch';
  speaks: boolean;
  waitsForPeople: boolean;
  /** A failure of this kind reaches no drawn notify, so the failure notifiers (or the operator's channel) are told. By outcome name. */
  unheard: readonly string[];
  /** On `deploy` only: the chart leads from here to a `traffic` step of the same environment, so deploy stops at 0 %. */
  thenTraffic?: boolean;
  /** Its settings have problems, so that it proves nothing; only in what is looked at and never runs. */
  unreadable?: true;
}

export interface Route {
  edge: string;
  from: string;
  to: string;
  /** The outcomes of `from` that put a token here; all of them for `always`. */
  outcomes: readonly string[];
  way: Way | 'always';
  /** Leads back to its cycle's head. */
  back: boolean;
}

/** Settings as the team wrote them, before a kind has read them. */
export type RawSettings = Readonly<Record<string, Json>>;
