import type { Delivery } from '../chart/delivery.ts';
import type { Run } from '../engine/run.ts';
import type { Commit } from '../ports/source.ts';
import type { ProposedDocument } from '../store/create-run.ts';
import { DOCUMENT_BYTES_MAX, proven, RunNotStarted, type Starter, type StartOrder } from './starter.ts';

/** Problems of a proposed document that are kept; who reads the first hundred has enough to do. */
const PROBLEMS_KEPT_MAX = 100;

/**
 * Starts a run that checks a proposed commit: the base branch's document is executed on it, so that nobody changes the
 * rules by which their change is judged. The document as proposed is proved and kept beside, never executed.
 * @throws RunNotStarted with every problem of the base branch's document; WorldFailure of the source
 */
export async function startCheckRun(starter: Starter, order: StartOrder, commit: Commit): Promise<Run> {
  const { source, project } = starter;
  const base = await source.resolve(project.base);
  const text = await source.file(base.id, project.document, DOCUMENT_BYTES_MAX);
  if (text === undefined)
    throw new RunNotStarted({
      code: 'no-document',
      message: `${project.document} is not on ${shortName(project.base)}, and a check run executes the one from there.`,
      hint: `Bring one to ${shortName(project.base)} first: \`shipchart init\`, commit, push.`,
    });
  const document = { fileName: project.document, text };
  const refusal = starter.whyNot(await provenAtBase(starter, document), order.ref);
  if (refusal) throw new RunNotStarted({ code: 'not-allowed-here', ...refusal });
  const proposed = await proposedDocument(starter, commit, text);
  return starter.store.createRun(
    {
      project: project.name,
      commit,
      ref: order.ref,
      startedBy: order.by,
      purpose: 'check',
      proposed: { base: { ref: project.base, commit: base.id }, ...proposed },
      ...(order.dedupe === undefined ? {} : { dedupe: order.dedupe }),
    },
    document,
    starter.now(),
  );
}

/** The policy stands before what a check run never reaches; and a base branch that breaks it must be mendable by a checked change. */
function provenAtBase(starter: Starter, document: { fileName: string; text: string }): Promise<Delivery> {
  return proven({ readDelivery: (fileName, text) => starter.readDelivery(fileName, text, 'without policy') }, document);
}

/** What the commit would have the document be, and whether it would be sound there. */
async function proposedDocument(
  starter: Starter,
  commit: Commit,
  baseText: string,
): Promise<Omit<ProposedDocument, 'base'>> {
  const { document: fileName } = starter.project;
  const text = await starter.source.file(commit.id, fileName, DOCUMENT_BYTES_MAX);
  if (text === undefined) return { change: 'removed', problems: [], problemsInAll: 0 };
  const { problems } = await starter.readDelivery(fileName, text);
  return {
    change: text === baseText ? 'none' : 'changed',
    document: { fileName, text },
    problems: problems.slice(0, PROBLEMS_KEPT_MAX),
    problemsInAll: problems.length,
  };
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
