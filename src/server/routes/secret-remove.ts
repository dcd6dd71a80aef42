import { routes } from '../../api/routes.ts';
import { removeSecret } from '../../api/secret-shapes.ts';
import { operatorOf, projectOf } from '../operator-of.ts';
import { readBody } from '../read-body.ts';
import type { Route } from '../route.ts';

export const secretRemoveRoute: Route = (app, services) => {
  app.post(routes.secretRemove, async (context) => {
    operatorOf(context, services);
    const { project, name, environment, step } = await readBody(context, removeSecret);
    const removed = await services.secrets.remove(projectOf(services, project), name, { environment, step });
    return context.json({ removed });
  });
};
