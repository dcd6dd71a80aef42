import { routes } from '../../api/routes.ts';
import { startRun } from '../../api/shapes.ts';
import { personOf } from '../authenticate.ts';
import type { Route } from '../route.ts';
import { readBody } from '../read-body.ts';

export const startRunRoute: Route = (app, services) => {
  app.post(routes.runs, async (context) => {
    const { project, ref, adopt, check } = await readBody(context, startRun);
    const purpose = check ? 'check' : 'delivery';
    const wanted = { project, ref, purpose, ...(adopt === undefined ? {} : { adopt }) } as const;
    return context.json(await services.startRun(wanted, personOf(context)), 201);
  });
};
