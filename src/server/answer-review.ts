import type { Delivery } from '../chart/delivery.ts';
import type { Answerer } from '../chart/declaration.ts';
import type { Run } from '../engine/run.ts';
import { notFound, RequestRefused } from './refused.ts';
import type { Person, Services } from './services.ts';
import { asksPeople } from './views/asks-people.ts';
import { whyNotAnswer } from './why-not-answer.ts';

/** What somebody says to a review, through whichever door: page, command line or chat. */
export interface ReviewAnswer {
  run: string;
  /** Left out: the one that waits. */
  node?: string | undefined;
  decision: 'approved' | 'rejected';
  comment?: string | undefined;
  /** The live release that this commit does not contain may be undone. */
  acceptsOutdated?: boolean | undefined;
}

/**
 * Approves or rejects a review that waits. Who may is decided by their role and the step kind's own declaration.
 * @throws RequestRefused 404, 409 where none waits, 403 for who may not
 */
export async function answerReview(
  services: Pick<Services, 'store' | 'declarations' | 'now' | 'whyMayNot' | 'projects'>,
  { run: id, node: named, decision, comment, acceptsOutdated = false }: ReviewAnswer,
  person: Person,
): Promise<void> {
  const { store, now } = services;
  const run = await store.run(id);
  if (!run) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
  const delivery = await store.deliveryOf(run);
  const node = theReview(run, delivery, named);
  const answer = { decision, acceptsOutdated };
  refuse(services, delivery, node, { ...person, startedBy: run.startedBy, answer, ...figuresOf(run, node) });
  const data = { ...answer, ...(comment === undefined ? {} : { comment }) };
  await store.advance(
    run.id,
    { type: 'signalled', node, signal: { name: 'answer', at: now(), by: person.name, data } },
    now(),
  );
}

function theReview(run: Run, delivery: Delivery, named: string | undefined): string {
  const waiting = delivery.order.filter((node) => {
    const state = run.steps[node]?.state;
    return asksPeople(delivery.steps[node], run.steps[node]) && (state === 'waiting' || state === 'active');
  });
  const node = named ?? (waiting.length === 1 ? waiting[0] : undefined);
  if (node !== undefined && waiting.includes(node)) return node;
  throw new RequestRefused(409, {
    code: 'no-review-waits',
    message:
      named === undefined
        ? `${waiting.length} reviews wait in ${run.id}.`
        : `${named} does not wait for an answer in ${run.id}.`,
    hint:
      waiting.length > 1 ? `Name one of ${waiting.join(', ')}.` : 'Look at the run: it may have been answered already.',
  });
}

function figuresOf(run: Run, node: string): Pick<Answerer, 'figures'> {
  const figures = run.steps[node]?.figures;
  return figures === undefined ? {} : { figures };
}

function refuse(services: Parameters<typeof whyNotAnswer>[0], delivery: Delivery, node: string, asked: Answerer): void {
  const step = delivery.steps[node];
  const why = step && whyNotAnswer(services, step, asked);
  if (why === undefined) return;
  throw new RequestRefused(403, {
    code: 'may-not-answer',
    message: why,
    hint: 'If it is not yours to answer, ask somebody who may; shipchart.yaml says who is in which group.',
  });
}
