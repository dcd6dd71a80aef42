import type { Delivery } from '../../chart/delivery.ts';
import type { Declarations } from '../../chart/declaration.ts';
import { routes } from '../../api/routes.ts';
import { answer } from '../../api/shapes.ts';
import type { Run } from '../../engine/run.ts';
import { personOf } from '../authenticate.ts';
import { notFound, RequestRefused } from '../refused.ts';
import type { Route } from '../route.ts';
import type { Person } from '../services.ts';
import { readBody } from '../read-body.ts';

/** Approves or rejects a review that waits. Who may is decided by the step kind's own declaration. */
export const answerRoute: Route = (app, { store, declarations, views, now }) => {
  app.post(routes.answer, async (context) => {
    const { node: named, decision, comment } = await readBody(context, answer);
    const run = await store.run(context.req.param('run'));
    if (!run) throw notFound(`run ${context.req.param('run')}`, '`shipchart runs` lists them.');
    const delivery = await store.deliveryOf(run);
    const node = theReview(run, delivery, named);
    const person = personOf(context);
    refuseStrangers(declarations, delivery, node, person, run);
    const signal = { name: 'answer', at: now(), by: person.name, data: { decision, comment } };
    await store.advance(run.id, { type: 'signalled', node, signal }, now());
    return context.json(await views.run(run.id));
  });
};

function theReview(run: Run, delivery: Delivery, named: string | undefined): string {
  const waiting = delivery.order.filter((node) => {
    const state = run.steps[node]?.state;
    return delivery.steps[node]?.waitsForPeople && (state === 'waiting' || state === 'active');
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

function refuseStrangers(declarations: Declarations, delivery: Delivery, node: string, person: Person, run: Run): void {
  const step = delivery.steps[node];
  const declaration = step && declarations[step.kind];
  const why = declaration?.whyNotAnswer?.(step?.settings, { ...person, startedBy: run.startedBy });
  if (why === undefined) return;
  throw new RequestRefused(403, {
    code: 'may-not-answer',
    message: why,
    hint: 'Ask somebody who may; shipchart.yaml says who is in which group.',
  });
}
