import { matchesGlob } from 'node:path';
import type { Progress } from '../../engine/progress.ts';
import type { Bound } from '../../engine/run.ts';
import { boundTo } from '../bound.ts';
import type { StepContext, StepKind } from '../step.ts';
import { approvalRuleDeclaration, type ApprovalRuleSettings } from './declaration.ts';

const PATHS_SHOWN_MAX = 5;

export const approvalRule: StepKind<ApprovalRuleSettings> = {
  declaration: approvalRuleDeclaration,
  start,
  check: start,
  cancel: async () => {},
};

async function start(context: StepContext<ApprovalRuleSettings>): Promise<Progress> {
  const reasons = await whyRequired(context);
  const outcome = reasons.length > 0 ? 'yes' : 'no';
  const reason = reasons.length > 0 ? `needs a person: ${reasons.join('; ')}` : 'no condition of the rule applies';
  context.log(reason);
  return { kind: 'ended', outcome, reason, output: { reasons }, ...(await holdsFor(context)) };
}

/** A rule that looked at what would change holds only as long as the same is live. */
async function holdsFor(context: StepContext<ApprovalRuleSettings>): Promise<{ bound?: Bound }> {
  const { before, 'required-when': rule } = context.settings;
  return typeof rule === 'object' && rule.paths ? { bound: await boundTo(context, before) } : {};
}

async function whyRequired(context: StepContext<ApprovalRuleSettings>): Promise<string[]> {
  const rule = context.settings['required-when'];
  if (rule === 'always') return ['the rule says always'];
  if (rule === 'never') return [];
  return [...(await touchedPaths(context, rule.paths ?? [])), ...outsider(context, rule['authors-outside'])];
}

/** Looks at everything since the live release, so that two pushes can't slip one change past the rule. */
async function touchedPaths(
  { ports, run, settings }: StepContext<ApprovalRuleSettings>,
  patterns: readonly string[],
): Promise<string[]> {
  if (patterns.length === 0) return [];
  const { live } = await ports.environments.stateOf(settings.before);
  if (!live) return [`${settings.before} has no release to compare with`];
  const changed = await ports.source.changedPaths(live.release.commit, run.commit.id);
  const touched = changed.filter((path) => patterns.some((pattern) => matchesGlob(path, pattern)));
  if (touched.length === 0) return [];
  const more = touched.length > PATHS_SHOWN_MAX ? ` and ${touched.length - PATHS_SHOWN_MAX} more` : '';
  return [`it touches ${touched.slice(0, PATHS_SHOWN_MAX).join(', ')}${more}`];
}

function outsider({ ports, run }: StepContext<ApprovalRuleSettings>, group: string | undefined): string[] {
  if (group === undefined) return [];
  const members = ports.people.membersOf(group);
  if (!members) return [`there is no group ${group} to look in`];
  return members.includes(run.startedBy) ? [] : [`${run.startedBy} is not in ${group}`];
}
