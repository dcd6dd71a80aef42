import { routes } from '../../api/routes.ts';
import { setSecret } from '../../api/secret-shapes.ts';
import { operatorOf, projectOf } from '../operator-of.ts';
import { readBody } from '../read-body.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

/** Keeps a secret; the next step that begins gets it. */
export const secretSetRoute: Route = (app, services) => {
  app.post(routes.secrets, async (context) => {
    const { name: by } = operatorOf(context, services);
    const { project: named, name, value, environment, step } = await readBody(context, setSecret);
    const project = projectOf(services, named);
    const known = services.projects.find((each) => each.name === project)?.environments ?? [];
    if (environment !== undefined && !known.includes(environment))
      throw notFound(`environment ${environment}`, '`shipchart env` lists them.');
    return context.json(await services.secrets.set(project, name, { environment, step }, value, by));
  });
};
