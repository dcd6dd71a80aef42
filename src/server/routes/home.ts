import { routes } from '../../api/routes.ts';
import type { Route } from '../route.ts';

export const homeRoute: Route = (app, { views }) => {
  app.get(routes.home, async (context) => context.json(await views.home()));
};
