import type { Declarations } from '../chart/declaration.ts';
import type { Delivery } from '../chart/delivery.ts';
import type { Run } from '../engine/run.ts';
import type { Problem } from '../lib/problem.ts';
import type { Commit, Source } from '../ports/source.ts';
import type { Store } from '../store/store.ts';
import { adoptionDocument } from './adoption.ts';

const DOCUMENT_BYTES_MAX = 1024 * 1024;

export interface Starter {
  store: Store;
  source: Source;
  declarations: Declarations;
  project: { name: string; document: string };
  readDelivery(fileName: string, text: string): { delivery?: Delivery; problems: Problem[] };
  /** Why this delivery may not run here; undefined where it may. */
  whyNot(delivery: Delivery): { message: string; hint: string } | undefined;
  now(): number;
}

export interface StartOrder {
  ref: string;
  /** The commit, where a push has named it; else `ref` is looked up. */
  commit?: string;
  by: string;
  /** A push that is told twice starts one run: what both tellings have in common. */
  dedupe?: string;
  /** Bring the commit into these environments as their first release. */
  adopt?: readonly string[];
}

/** The run was not started: what is wrong and what to do; nothing was changed. */
export class RunNotStarted extends Error {
  readonly code: string;
  readonly hint: string;
  readonly problems: readonly Problem[];
  constructor(facts: { code: string; message: string; hint: string; problems?: readonly Problem[] }) {
    super(facts.message);
    this.code = facts.code;
    this.hint = facts.hint;
    this.problems = facts.problems ?? [];
  }
}

/**
 * Starts a run of the document as it stands at the commit. The document is frozen with it.
 * @throws RunNotStarted with every problem of the document; WorldFailure of the source
 */
export async function startRun(starter: Starter, order: StartOrder): Promise<Run> {
  const commit = await starter.source.resolve(order.commit ?? order.ref);
  const document = await documentFor(starter, order, commit);
  const delivery = proven(starter, document);
  const refusal = starter.whyNot(delivery);
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
  if (order.adopt) return { fileName: 'adopt.md', text: adoptionDocument(order.adopt, prepareLine(starter, text)) };
  if (text !== undefined) return { fileName: project.document, text };
  throw new RunNotStarted({
    code: 'no-document',
    message: `${project.document} is not in commit ${commit.id.slice(0, 7)}.`,
    hint: 'Run `shipchart init`, commit the file, and try again.',
  });
}

/** How the team's own chart installs dependencies, where it has one that can be read. */
function prepareLine({ readDelivery, project }: Starter, text: string | undefined): string | undefined {
  const steps = text === undefined ? {} : (readDelivery(project.document, text).delivery?.steps ?? {});
  const prepare = Object.values(steps).find((step) => step.kind === 'checkout')?.settings['prepare'];
  return typeof prepare === 'string' ? prepare : undefined;
}

function proven({ readDelivery }: Starter, { fileName, text }: { fileName: string; text: string }): Delivery {
  const { delivery, problems } = readDelivery(fileName, text);
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (delivery && errors.length === 0) return delivery;
  throw new RunNotStarted({
    code: 'document-not-sound',
    message: `${fileName} has ${errors.length === 1 ? 'a problem' : `${errors.length} problems`}, so nothing was started.`,
    hint: 'Run `shipchart check` to see each with its place.',
    problems,
  });
}
