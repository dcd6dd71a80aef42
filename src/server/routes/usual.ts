import { routes } from '../../api/routes.ts';
import type { Run } from '../../engine/run.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import { usualOf } from '../views/usual.ts';
import { wayOf } from '../views/way.ts';

/** Older runs say little about how long things take today. */
const RUNS_LOOKED_AT = 20;

/** How long this run's steps took in earlier runs of its project. */
export const usualRoute: Route = (app, { store }) => {
  app.get(routes.usual, async (context) => {
    const id = context.req.param('run');
    const run = await store.run(id);
    if (!run) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
    const runs = await store.runs({ project: run.project, limit: RUNS_LOOKED_AT + 1 });
    const ended = runs.filter((each) => each.phase === 'ended' && each.id !== id && each.purpose === run.purpose);
    const deliveries = new Map(
      await Promise.all(ended.map(async (each) => [each.id, await store.deliveryOf(each)] as const)),
    );
    const carriedOnward = (each: Run, node: string) => wayOf(deliveries.get(each.id), each, node) === 'forward';
    return context.json(usualOf(Object.keys(run.steps), ended, carriedOnward));
  });
};
