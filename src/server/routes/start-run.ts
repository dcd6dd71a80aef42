import { routes } from '../../api/routes.ts';
import { startRun } from '../../api/shapes.ts';
import { personOf } from '../authenticate.ts';
import type { Route } from '../route.ts';
import { readBody } from '../read-body.ts';
import { mustMay } from '../rights.ts';

export const startRunRoute: Route = (app, services) => {
  app.post(routes.runs, async (context) => {
    const { project, ref, adopt, check } = await readBody(context, startRun);
    const person = personOf(context);
    // Saying what is live changes the environment, not only this run.
    if (adopt !== undefined) mustMay(services, person, 'operate', adopt);
    const purpose = check ? 'check' : 'delivery';
    const wanted = { project, ref, purpose, ...(adopt === undefined ? {} : { adopt }) } as const;
    return context.json(await services.startRun(wanted, person), 201);
  });
};
