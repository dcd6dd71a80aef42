import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

export const environmentRoute: Route = (app, { views }) => {
  app.get(routes.environment, async (context) => {
    const name = context.req.param('name');
    const view = await views.environment(name);
    if (!view) throw notFound(`environment ${name}`, '`shipchart env` lists them.');
    return context.json(view);
  });
};
