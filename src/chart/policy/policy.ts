import type { Step } from '../delivery.ts';

/** What the operator asks of every chart, whatever its nodes are called. Read from the operator's file; never stored. */
export interface Policy {
  /** The file that says it, as people name it. */
  fileName: string;
  rules: readonly PolicyRule[];
}

/** `before deploy to production: …` */
export interface PolicyRule {
  says: string;
  kind: string;
  environment: string;
  /** All of them must hold. */
  demands: readonly Demand[];
  /**
   * Only of rules about a deploy: what else changes the environment (traffic, its cache) needs the deploy before it, so
   * that a chart can't do the one without the other.
   */
  deploy?: Demand;
}

/** `review (senior-engineers, 1) or approval-rule no`: one of several steps must have ended so. */
export interface Demand {
  says: string;
  /** Of what it is asked, as the end of a sentence. */
  before: string;
  line: number;
  either: readonly DemandedStep[];
}

export interface DemandedStep {
  kind: string;
  environment?: string;
  outcomes: readonly string[];
  /** In what settings of the kind ask for less; undefined where they are strict enough. */
  whyLess(settings: unknown): string | undefined;
}

/** What the policy asks for before this step. */
export function demandsOn({ rules }: Policy, step: Step): Demand[] {
  return rules.flatMap((rule) => [
    ...(guards(rule, step) ? rule.demands : []),
    ...(rule.deploy && changesOtherwise(rule, step) ? [rule.deploy] : []),
  ]);
}

/** Whether the rule speaks of this step. A share of the traffic brings a release before people as much as its deploy does. */
export function guards(rule: PolicyRule, step: Step): boolean {
  if (!isChangeOf(rule, step)) return false;
  return step.kind === rule.kind || (rule.deploy !== undefined && isRollout(step));
}

/** A rollback is never held up. */
function changesOtherwise(rule: PolicyRule, step: Step): boolean {
  return isChangeOf(rule, step) && step.rollout !== 'deploy' && step.rollout !== 'rollback';
}

function isChangeOf(rule: PolicyRule, { environment }: Step): boolean {
  return environment?.access === 'changes' && environment.name === rule.environment;
}

function isRollout({ rollout }: Step): boolean {
  return rollout === 'deploy' || rollout === 'traffic';
}

/** Whether a step that ended so is what the demand asks for. */
export function meets(demand: Demand, step: Step, outcome: string): boolean {
  return demand.either.some(
    (wanted) => isMeant(wanted, step) && wanted.outcomes.includes(outcome) && whyLess(wanted, step) === undefined,
  );
}

/** Why a step of a kind that the demand names does not count; undefined where it does, or is of another kind. */
export function whyNotCounted(demand: Demand, step: Step): string | undefined {
  const meant = demand.either.filter((wanted) => isMeant(wanted, step));
  const reasons = meant.map((wanted) => whyLess(wanted, step));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

function isMeant({ kind, environment }: DemandedStep, step: Step): boolean {
  return step.kind === kind && (environment === undefined || step.environment?.name === environment);
}

function whyLess(wanted: DemandedStep, { unreadable, settings }: Step): string | undefined {
  return unreadable ? 'its settings have problems' : wanted.whyLess(settings);
}
