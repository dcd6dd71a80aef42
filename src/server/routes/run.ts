import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

export const runRoute: Route = (app, { views }) => {
  app.get(routes.run, async (context) => {
    const id = context.req.param('run');
    const view = await views.run(id);
    if (!view) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
    return context.json(view);
  });
};
