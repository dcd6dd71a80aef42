import { routes } from '../../api/routes.ts';
import type { RollbackPlan } from '../../api/shapes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

/** What a rollback would do now, for people to read before they ask for it. */
export const rollbackPlanRoute: Route = (app, { store, views }) => {
  app.get(routes.rollback, async (context) => {
    const name = context.req.param('name');
    const release = context.req.query('release');
    if (!(await views.environment(name))) throw notFound(`environment ${name}`, '`shipchart env` lists them.');
    const plan = await store.rollbackPlan(name, release);
    if (!plan) throw notFound(`release ${release} in ${name}`, '`shipchart env` lists what stood there.');
    const { to, leaving, cancels, choices } = plan;
    return context.json({
      ...(to ? { to: to.id } : {}),
      leaving: leaving.map(({ id }) => id),
      ...(cancels === undefined ? {} : { cancels }),
      choices: choices.map(({ id, commit }) => ({ release: id, commit })),
    } satisfies RollbackPlan);
  });
};
