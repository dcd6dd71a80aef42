import type { Declarations } from '../chart/declaration.ts';
import type { Delivery } from '../chart/delivery.ts';
import type { Run } from '../engine/run.ts';
import type { Problem } from '../lib/problem.ts';
import type { Source } from '../ports/source.ts';
import type { Store } from '../store/store.ts';

export const DOCUMENT_BYTES_MAX = 1024 * 1024;

export interface Starter {
  store: Store;
  source: Source;
  declarations: Declarations;
  /** `base`: the ref whose document check runs execute. */
  project: { name: string; document: string; base: string };
  /** Binds and proves, the operator's policy as it stands now included. @throws WorldFailure where that can't be read */
  readDelivery(fileName: string, text: string, how?: 'without policy'): Promise<Read>;
  /** Why this delivery of this ref may not run here; undefined where it may. */
  whyNot(delivery: Delivery, ref: string): { message: string; hint: string } | undefined;
  now(): number;
}

interface Read {
  delivery?: Delivery;
  problems: Problem[];
}

export interface StartOrder {
  ref: string;
  /** `delivery` where left out. */
  purpose?: Run['purpose'];
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

/** @throws RunNotStarted with every problem */
export async function proven(
  { readDelivery }: Pick<Starter, 'readDelivery'>,
  { fileName, text }: { fileName: string; text: string },
): Promise<Delivery> {
  const { delivery, problems } = await readDelivery(fileName, text);
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (delivery && errors.length === 0) return delivery;
  throw new RunNotStarted({
    code: 'document-not-sound',
    message: `${fileName} has ${errors.length === 1 ? 'a problem' : `${errors.length} problems`}, so nothing was started.`,
    hint: 'Run `shipchart check` to see each with its place.',
    problems,
  });
}
