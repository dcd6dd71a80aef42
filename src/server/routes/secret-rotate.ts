import { z } from 'zod';
import { routes } from '../../api/routes.ts';
import { WorldFailure } from '../../ports/failure.ts';
import { operatorOf, projectOf } from '../operator-of.ts';
import { readBody } from '../read-body.ts';
import { RequestRefused } from '../refused.ts';
import type { Route } from '../route.ts';

export const rotateBody = z.object({ project: z.string().optional() });

/** Seals everything with the master key that stands first now. */
export const secretRotateRoute: Route = (app, services) => {
  app.post(routes.secretRotate, async (context) => {
    operatorOf(context, services);
    const { project } = await readBody(context, rotateBody);
    try {
      return context.json({ sealed: await services.secrets.rotate(projectOf(services, project)) });
    } catch (error) {
      if (!(error instanceof WorldFailure)) throw error;
      const { code, message, hint } = error;
      throw new RequestRefused(409, { code, message, hint });
    }
  });
};
