import type { Notice } from '../../ports/notifier.ts';
import type { EarlierStep, StepContext } from '../step.ts';

/** What people read about one outcome: what, why, whose commit, and where to look. `troubled`: something before it went wrong. */
export function noticeOf(
  context: Pick<StepContext, 'run' | 'node' | 'visit' | 'ports'>,
  cause: EarlierStep,
  to: readonly string[],
  troubled: boolean,
): Notice {
  const { run, ports } = context;
  const good = cause.way === 'forward' && !troubled;
  const what = cause.label.replaceAll(/\s*\n\s*/g, ' ');
  const title = good ? `${run.id} is delivered: ${run.commit.subject}` : `${run.id}: ${what}: ${say(cause)}`;
  return {
    key: `${run.id}:${context.node}:${context.visit}:${cause.node}`,
    ...(good ? {} : { topic: `${run.project}:${cause.node}:${cause.outcome}` }),
    project: run.project,
    runId: run.id,
    to: to.flatMap((name) => (name === 'author' ? authorsOf(run, ports) : [name])),
    tone: good ? 'good' : 'bad',
    title,
    body: [
      ...whyOf(cause),
      `Commit ${run.commit.id.slice(0, 7)} "${run.commit.subject}" by ${run.commit.author}.`,
    ].join('\n'),
    link: ports.places.linkTo(run.id, cause.node),
  };
}

/** The reason, and the sentences of the records behind it; what a record says is not said twice. */
function whyOf({ reason, evidence }: EarlierStep): string[] {
  const sentences = evidence.map(({ sentence }) => sentence);
  const repeated = reason === undefined || sentences.some((sentence) => sentence.startsWith(reason));
  return repeated ? sentences : [reason, ...sentences];
}

/** Whoever started the run, and whoever wrote its commit where they are known here. */
function authorsOf({ startedBy, commit }: StepContext['run'], { people }: StepContext['ports']): string[] {
  const writer = people.byMail(commit.email);
  return writer === undefined || writer === startedBy ? [startedBy] : [startedBy, writer];
}

function say(cause: EarlierStep): string {
  return cause.couldNotRun ? 'could not run' : cause.outcome;
}
