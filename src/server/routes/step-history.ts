import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import { tellStep } from '../views/step-history.ts';

/** As many points as a picture has room for. */
const EVENTS_SHOWN = 300;

/** The tries of a step and its numbers over time, from the log of events. */
export const stepHistoryRoute: Route = (app, { store }) => {
  app.get(routes.stepHistory, async (context) => {
    const { run: id, node } = context.req.param();
    const run = await store.run(id);
    if (!run || !Object.hasOwn(run.steps, node))
      throw notFound(`step ${node} in ${id}`, `\`shipchart show ${id}\` lists its steps.`);
    return context.json(tellStep(await store.stepEvents(id, node, EVENTS_SHOWN)));
  });
};
