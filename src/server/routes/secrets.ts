import { routes } from '../../api/routes.ts';
import { operatorOf, projectOf } from '../operator-of.ts';
import type { Route } from '../route.ts';

/** The secrets there are, without what they are. */
export const secretsRoute: Route = (app, services) => {
  app.get(routes.secrets, async (context) => {
    operatorOf(context, services);
    return context.json(await services.secrets.list(projectOf(services, context.req.query('project'))));
  });
};
