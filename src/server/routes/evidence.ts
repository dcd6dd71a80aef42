import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import { viewEvidence } from '../views/evidence-view.ts';

/** The records behind a run's decisions. */
export const evidenceRoute: Route = (app, { store }) => {
  app.get(routes.evidence, async (context) => {
    const id = context.req.param('run');
    const run = await store.run(id);
    if (!run) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
    return context.json(viewEvidence(run, await store.deliveryOf(run)));
  });
};
