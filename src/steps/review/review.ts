import type { Progress } from '../../engine/progress.ts';
import type { Bound, Signal } from '../../engine/run.ts';
import { milliseconds } from '../../lib/settings.ts';
import type { Notice } from '../../ports/notifier.ts';
import { boundTo, sameBound, whatIsOther } from '../bound.ts';
import type { StepContext, StepKind } from '../step.ts';
import { reviewDeclaration, type ReviewSettings } from './declaration.ts';

const COMMITS_SHOWN_MAX = 50;
const FILES_SHOWN_MAX = 200;

/** `since`: answers before it were about another change. */
type Memo = { deadline: number; bound: Bound; since: number; undoes: string | null };
type Answer = { decision: 'approved' | 'rejected'; comment: string; acceptsOutdated?: boolean };

export const review: StepKind<ReviewSettings> = {
  declaration: reviewDeclaration,
  start: async (context) => {
    const bound = await boundTo(context, context.settings.before);
    return stillHolds(context, bound) ?? ask(context, bound);
  },
  check: async (context) => {
    const memo = context.memo as unknown as Memo;
    const bound = await boundTo(context, context.settings.before);
    // What people said was about another change: it is shown and asked anew.
    return sameBound(memo.bound, bound) ? judge(context, memo) : ask(context, bound, memo);
  },
  cancel: async () => {},
};

/** A retry keeps an approval for as long as what it was given for is the same. */
function stillHolds({ kept, log }: StepContext<ReviewSettings>, bound: Bound): Progress | undefined {
  if (kept?.outcome !== 'approved' || !sameBound(kept.bound, bound)) return undefined;
  const reason = `kept: ${kept.reason ?? 'approved before'}`;
  log(reason);
  return {
    kind: 'ended',
    outcome: 'approved',
    reason,
    bound: kept.bound ?? bound,
    ...(kept.output === undefined ? {} : { output: kept.output }),
  };
}

async function ask(context: StepContext<ReviewSettings>, bound: Bound, before?: Memo): Promise<Progress> {
  const { now, settings } = context;
  const figures = { ...(await whatWouldChange(context)), again: whyAgain(context, bound, before) };
  const deadline = before?.deadline ?? now + milliseconds(settings.timeout);
  await context.ports.notifier.send(questionOf(context, figures, before ? `asked-again-${now}` : 'asked'));
  if (figures.again !== null) context.log(figures.again);
  return { ...wait(context, { deadline, bound, since: before ? now + 1 : 0, undoes: figures.undoes }, 0), figures };
}

/** Why people who may have answered already are asked once more; null where nobody was asked before. */
function whyAgain({ kept }: StepContext<ReviewSettings>, bound: Bound, before: Memo | undefined): string | null {
  if (before) return `Asked again while it waited: ${whatIsOther(before.bound, bound)}.`;
  if (kept?.outcome !== 'approved' || !kept.bound) return null;
  return `Asked again, since the approval does not hold any more (${kept.reason ?? 'approved'}): ${whatIsOther(kept.bound, bound)}.`;
}

/** What the group reads: who asks what, why, and until when. */
function questionOf(
  { run, node, visit, settings, ports }: StepContext<ReviewSettings>,
  { commits, filesInAll, why, undoes, again }: Awaited<ReturnType<typeof whatWouldChange>> & { again: string | null },
  occasion: string,
): Notice {
  return {
    key: `${run.id}:${node}:${visit}:${occasion}`,
    project: run.project,
    runId: run.id,
    to: [settings.by],
    tone: 'neutral',
    title: `${run.id} waits for your review: ${run.commit.subject}`,
    body: [
      again,
      why,
      undoes === null ? null : `It would undo ${undoes}, which is live and not part of this commit.`,
      `${counted(commits.length, 'commit')}, ${counted(filesInAll, 'file')} since the live release; started by ${run.startedBy}.`,
      `Unanswered for ${settings.timeout}, it is rejected.`,
    ]
      .filter((line) => line !== null)
      .join('\n'),
    link: ports.places.linkTo(run.id, node),
    question: { node },
  };
}

function counted(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function judge(context: StepContext<ReviewSettings>, memo: Memo): Progress {
  const answers = context.signals.filter(
    (signal) => signal.name === 'answer' && signal.at >= memo.since && mayAnswer(context, signal, memo),
  );
  const rejection = answers.find((signal) => answerIn(signal).decision === 'rejected');
  if (rejection)
    return { kind: 'ended', outcome: 'rejected', reason: say(rejection), output: { by: [rejection.by ?? ''] } };
  const approvals = firstPerPerson(answers);
  if (approvals.length >= context.settings.count) return approved(memo, approvals);
  if (context.now >= memo.deadline) {
    return {
      kind: 'ended',
      outcome: 'rejected',
      reason: `nobody in ${context.settings.by} answered within ${context.settings.timeout}`,
    };
  }
  return wait(context, memo, approvals.length);
}

function approved({ bound, undoes }: Memo, approvals: readonly Signal[]): Progress {
  return {
    kind: 'ended',
    outcome: 'approved',
    reason: approvals.map(say).join('; ') + (undoes === null ? '' : `; accepted that ${undoes} is undone`),
    bound: undoes === null ? bound : { ...bound, acceptsOutdated: true },
    output: { by: approvals.map((signal) => signal.by ?? '') },
  };
}

/** Asked again here, whichever door the answer came through. */
function mayAnswer({ run, settings, ports }: StepContext<ReviewSettings>, signal: Signal, { undoes }: Memo): boolean {
  const { by: name = '' } = signal;
  const groups = ports.people.membersOf(settings.by)?.includes(name) ? [settings.by] : [];
  const { decision, acceptsOutdated = false } = answerIn(signal);
  const asked = { name, groups, startedBy: run.startedBy, answer: { decision, acceptsOutdated }, figures: { undoes } };
  return reviewDeclaration.whyNotAnswer?.(settings, asked) === undefined;
}

function wait({ settings }: StepContext<ReviewSettings>, memo: Memo, have: number): Progress & { kind: 'waiting' } {
  const missing = settings.count - have;
  const message = `waits for ${missing} of ${settings.by}`;
  return { kind: 'waiting', message, wakeAt: memo.deadline, memo };
}

function firstPerPerson(answers: readonly Signal[]): Signal[] {
  return answers.filter((signal, index) => answers.findIndex((other) => other.by === signal.by) === index);
}

function answerIn(signal: Signal): Answer {
  return signal.data as Answer;
}

function say(signal: Signal): string {
  const { decision, comment } = answerIn(signal);
  return `${decision} by ${signal.by ?? 'nobody'}${comment ? `: ${comment}` : ''}`;
}

/** Everything that would reach production with this release, for the reviewer's screen. */
async function whatWouldChange({ ports, run, earlier, settings }: StepContext<ReviewSettings>) {
  const rule = earlier.findLast((step) => step.kind === 'approval-rule');
  const { live } = await ports.environments.stateOf(settings.before);
  const commits = await ports.source.log(live?.release.commit, run.commit.id, COMMITS_SHOWN_MAX);
  const files = live ? await ports.source.changedLines(live.release.commit, run.commit.id) : [];
  const sum = (name: 'added' | 'removed') => files.reduce((all, file) => all + (file[name] ?? 0), 0);
  const contained = !live || (await ports.source.isAncestor(live.release.commit, run.commit.id));
  return {
    live: live?.release.id ?? null,
    /** Live and not part of this commit: approving means to undo it. */
    undoes: contained ? null : live.release.id,
    commits: commits.map(({ id, author, subject }) => ({ id, author, subject })),
    files: files.slice(0, FILES_SHOWN_MAX).map((file) => ({ ...file })),
    filesInAll: files.length,
    linesAdded: sum('added'),
    linesRemoved: sum('removed'),
    why: rule?.reason ?? null,
  };
}
