import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

/** What stands in each colour right now, asked of whatever runs it. */
export const environmentHealthRoute: Route = (app, { views, healthOf }) => {
  app.get(routes.environmentHealth, async (context) => {
    const name = context.req.param('name');
    if (!(await views.environment(name))) throw notFound(`environment ${name}`, '`shipchart env` lists them.');
    return context.json(await healthOf(name));
  });
};
