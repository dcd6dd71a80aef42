import { routes } from '../../api/routes.ts';
import { personOf } from '../authenticate.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

export const unlockRoute: Route = (app, { store, views, now }) => {
  app.post(routes.unlock, async (context) => {
    const name = context.req.param('name');
    if (!(await views.environment(name))) throw notFound(`environment ${name}`, '`shipchart env` lists them.');
    await store.advanceEnvironment(name, { type: 'unlocked', by: personOf(context).name }, now());
    return context.json(await views.environment(name));
  });
};
