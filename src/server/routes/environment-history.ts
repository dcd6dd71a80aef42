import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import { tellEnvironment } from '../views/environment-history.ts';

/** Everything that changed an environment, and how its traffic was split over time. */
export const environmentHistoryRoute: Route = (app, { store, views }) => {
  app.get(routes.environmentHistory, async (context) => {
    const name = context.req.param('name');
    if (!(await views.environment(name))) throw notFound(`environment ${name}`, '`shipchart env` lists them.');
    return context.json(tellEnvironment(await store.environmentCourse(name)));
  });
};
