import type { Declaration } from '../chart/declaration.ts';
import type { Environment } from '../engine/environment/environment.ts';
import type { Evidence } from '../engine/evidence.ts';
import type { Progress } from '../engine/progress.ts';
import type { Bound, CommitFacts, KeptEnd, Run, Signal } from '../engine/run.ts';
import type { Json } from '../lib/json.ts';
import type { Release } from '../ports/release.ts';
import type { StepPorts } from './step-ports.ts';

/**
 * What a step kind does. `start` and `check` may be repeated with the same key after a crash and must not do their effect twice.
 * World failures are thrown as `WorldFailure`; the worker turns them into `broke`.
 */
export interface StepKind<Settings = unknown> {
  declaration: Declaration<Settings>;
  start(context: StepContext<Settings>): Promise<Progress>;
  /** Looks again after `waiting`, a signal, or a restart. */
  check(context: StepContext<Settings>): Promise<Progress>;
  /** Ends whatever the visit has running; may be called when nothing is. */
  cancel(context: StepContext<Settings>): Promise<void>;
}

export interface StepContext<Settings = unknown> {
  run: RunFacts;
  node: string;
  label: string;
  visit: number;
  attempt: number;
  /** `run:node:visit`: the idempotency key, the same for every automatic retry. */
  key: string;
  settings: Settings;
  memo: Json | undefined;
  signals: readonly Signal[];
  /** How the step was decided before a person had it tried again. */
  kept: KeptEnd | undefined;
  /** Steps of this run that have ended, in the chart's order. */
  earlier: readonly EarlierStep[];
  /** Whose outcomes put the tokens on this node. */
  causes: readonly string[];
  /** The environment the step uses, with the claim's fencing number. */
  environment: { name: string; state: Environment; fence: number } | undefined;
  /** The release that this run's image step made. */
  release: Release | undefined;
  /** On `deploy`: a traffic step of the same environment follows. */
  thenTraffic: boolean;
  /** Outcomes from which the chart leads on. */
  drawn: readonly string[];
  /** Milliseconds since 1970. */
  now: number;
  /**
   * What the names of its declaration's `secrets` stand for, by name. Nothing that the step answers or logs shows them.
   * @throws WorldFailure `secret-not-given`
   */
  secrets(): Promise<Readonly<Record<string, string>>>;
  log(line: string): void;
  signal: AbortSignal;
  ports: StepPorts;
}

export interface RunFacts extends Pick<
  Run,
  'id' | 'number' | 'project' | 'ref' | 'startedBy' | 'startedAt' | 'document' | 'purpose'
> {
  commit: CommitFacts;
  /** A person wants everything done anew: no earlier proof counts. */
  fresh: boolean;
}

export interface EarlierStep {
  node: string;
  kind: string;
  label: string;
  outcome: string;
  way: 'forward' | 'failure';
  couldNotRun: boolean;
  reason: string | undefined;
  output: Json | undefined;
  /** The environment it used. */
  environment: string | undefined;
  evidence: readonly Evidence[];
  /** What its decision holds for. */
  bound: Bound | undefined;
}
