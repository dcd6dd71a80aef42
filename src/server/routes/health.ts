import { routes } from '../../api/routes.ts';
import type { Route } from '../route.ts';

export const healthRoute: Route = (app, { version }) => {
  app.get(routes.health, (context) => context.json({ ok: true, version }));
};
