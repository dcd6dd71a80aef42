import { routes } from '../../api/routes.ts';
import type { Route } from '../route.ts';

const INCIDENTS_SHOWN = 100;

export const incidentsRoute: Route = (app, { store }) => {
  app.get(routes.incidents, async (context) => context.json(await store.incidents(INCIDENTS_SHOWN)));
};
