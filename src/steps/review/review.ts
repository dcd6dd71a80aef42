import type { Progress } from '../../engine/progress.ts';
import type { Signal } from '../../engine/run.ts';
import { milliseconds } from '../../lib/settings.ts';
import type { Notice } from '../../ports/notifier.ts';
import type { StepContext, StepKind } from '../step.ts';
import { reviewDeclaration, type ReviewSettings } from './declaration.ts';

const COMMITS_SHOWN_MAX = 50;
const FILES_SHOWN_MAX = 200;

type Memo = { deadline: number };
type Answer = { decision: 'approved' | 'rejected'; comment: string };

export const review: StepKind<ReviewSettings> = {
  declaration: reviewDeclaration,
  start: async (context) => {
    const memo = { deadline: context.now + milliseconds(context.settings.timeout) };
    const figures = await whatWouldChange(context);
    await context.ports.notifier.send(questionOf(context, figures));
    return { ...wait(context, memo, 0), figures };
  },
  check: async (context) => judge(context, context.memo as Memo),
  cancel: async () => {},
};

/** What the group reads: who asks what, why, and until when. */
function questionOf(
  { run, node, visit, settings, ports }: StepContext<ReviewSettings>,
  { commits, filesInAll, why }: Awaited<ReturnType<typeof whatWouldChange>>,
): Notice {
  return {
    key: `${run.id}:${node}:${visit}:asked`,
    project: run.project,
    runId: run.id,
    to: [settings.by],
    tone: 'neutral',
    title: `${run.id} waits for your review: ${run.commit.subject}`,
    body: [
      why,
      `${commits.length} commits, ${filesInAll} files since the live release; started by ${run.startedBy}.`,
      `Unanswered for ${settings.timeout}, it is rejected.`,
    ]
      .filter((line) => line !== null)
      .join('\n'),
    link: ports.places.linkTo(run.id, node),
    question: { node },
  };
}

function judge(context: StepContext<ReviewSettings>, memo: Memo): Progress {
  const answers = context.signals.filter((signal) => signal.name === 'answer' && mayAnswer(context, signal));
  const rejection = answers.find((signal) => answerIn(signal).decision === 'rejected');
  if (rejection)
    return { kind: 'ended', outcome: 'rejected', reason: say(rejection), output: { by: [rejection.by ?? ''] } };
  const approvals = firstPerPerson(answers);
  if (approvals.length >= context.settings.count) {
    const reason = approvals.map(say).join('; ');
    return { kind: 'ended', outcome: 'approved', reason, output: { by: approvals.map((signal) => signal.by ?? '') } };
  }
  if (context.now >= memo.deadline) {
    return {
      kind: 'ended',
      outcome: 'rejected',
      reason: `nobody in ${context.settings.by} answered within ${context.settings.timeout}`,
    };
  }
  return wait(context, memo, approvals.length);
}

/** Asked again here, whichever door the answer came through. */
function mayAnswer({ run, settings, ports }: StepContext<ReviewSettings>, { by: name = '' }: Signal): boolean {
  const groups = ports.people.membersOf(settings.by)?.includes(name) ? [settings.by] : [];
  return reviewDeclaration.whyNotAnswer?.(settings, { name, groups, startedBy: run.startedBy }) === undefined;
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
async function whatWouldChange({ ports, run, earlier }: StepContext<ReviewSettings>) {
  const rule = earlier.findLast((step) => step.kind === 'approval-rule');
  const { live } = await ports.environments.stateOf('production');
  const commits = await ports.source.log(live?.release.commit, run.commit.id, COMMITS_SHOWN_MAX);
  const files = live ? await ports.source.changedLines(live.release.commit, run.commit.id) : [];
  const sum = (name: 'added' | 'removed') => files.reduce((all, file) => all + (file[name] ?? 0), 0);
  return {
    live: live?.release.id ?? null,
    commits: commits.map(({ id, author, subject }) => ({ id, author, subject })),
    files: files.slice(0, FILES_SHOWN_MAX).map((file) => ({ ...file })),
    filesInAll: files.length,
    linesAdded: sum('added'),
    linesRemoved: sum('removed'),
    why: rule?.reason ?? null,
  };
}
