import { routes } from '../../api/routes.ts';
import type { Route } from '../route.ts';

/** What is configured, and whether it answers right now. Holds no secret. */
export const doctorRoute: Route = (app, { doctor }) => {
  app.get(routes.doctor, async (context) => context.json(await doctor()));
};
