import { routes } from '../../api/routes.ts';
import type { RetryPlan } from '../../api/shapes.ts';
import { notFound, RequestRefused } from '../refused.ts';
import type { Route } from '../route.ts';

/** What a retry would do now, for people to read before they ask for it. */
export const retryPlanRoute: Route = (app, { store }) => {
  app.get(routes.retry, async (context) => {
    const id = context.req.param('run');
    const plan = await store.retryPlan(id, context.req.query('node'));
    if (!plan) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
    if ('refusal' in plan) throw new RequestRefused(409, plan.refusal);
    return context.json(plan satisfies RetryPlan);
  });
};
