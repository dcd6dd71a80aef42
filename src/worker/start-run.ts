import type { Run } from '../engine/run.ts';
import type { Commit } from '../ports/source.ts';
import { adoptionDocument } from './adoption.ts';
import { startCheckRun } from './start-check-run.ts';
import { DOCUMENT_BYTES_MAX, proven, RunNotStarted, type Starter, type StartOrder } from './starter.ts';

/**
 * Starts a run of the document as it stands at the commit, or of the base branch's where the commit is only checked. The
 * document is frozen with it.
 * @throws RunNotStarted with every problem of the document; WorldFailure of the source
 */
export async function startRun(starter: Starter, order: StartOrder): Promise<Run> {
  const commit = await starter.source.resolve(order.commit ?? order.ref);
  if (order.purpose === 'check') return startCheckRun(starter, order, commit);
  const document = await documentFor(starter, order, commit);
  const delivery = await proven(starter, document);
  const refusal = starter.whyNot(delivery, order.ref);
  if (refusal) throw new RunNotStarted({ code: 'not-allowed-here', ...refusal });
  return starter.store.createRun(
    {
      project: starter.project.name,
      commit,
      ref: order.ref,
      startedBy: order.by,
      purpose: 'delivery',
      ...dedupeOf(order),
    },
    document,
    starter.now(),
  );
}

function dedupeOf({ dedupe }: StartOrder): { dedupe?: string } {
  return dedupe === undefined ? {} : { dedupe };
}

async function documentFor(
  starter: Starter,
  order: StartOrder,
  commit: Commit,
): Promise<{ fileName: string; text: string }> {
  const { source, project } = starter;
  const text = await source.file(commit.id, project.document, DOCUMENT_BYTES_MAX);
  if (order.adopt)
    return { fileName: 'adopt.md', text: adoptionDocument(order.adopt, await prepareLine(starter, text)) };
  if (text !== undefined) return { fileName: project.document, text };
  throw new RunNotStarted({
    code: 'no-document',
    message: `${project.document} is not in commit ${commit.id.slice(0, 7)}.`,
    hint: 'Run `shipchart init`, commit the file, and try again.',
  });
}

/** How the team's own chart installs dependencies, where it has one that can be read. */
async function prepareLine({ readDelivery, project }: Starter, text: string | undefined): Promise<string | undefined> {
  const steps = text === undefined ? {} : ((await readDelivery(project.document, text)).delivery?.steps ?? {});
  const prepare = Object.values(steps).find((step) => step.kind === 'checkout')?.settings['prepare'];
  return typeof prepare === 'string' ? prepare : undefined;
}
