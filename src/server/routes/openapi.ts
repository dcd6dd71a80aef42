import { routes } from '../../api/routes.ts';
import { describeRoutes } from '../description/describe-routes.ts';
import type { Route } from '../route.ts';

/** What this server answers, for programs. */
export const openapiRoute: Route = (app, { version }) => {
  const description = describeRoutes(version);
  app.get(routes.openapi, (context) => context.json(description));
};
