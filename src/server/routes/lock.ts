import { z } from 'zod';
import { routes } from '../../api/routes.ts';
import { personOf } from '../authenticate.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import { readBody } from '../read-body.ts';

export const lockBody = z.object({ reason: z.string().min(1).max(500), until: z.number().optional() });

export const lockRoute: Route = (app, { store, views, now }) => {
  app.post(routes.lock, async (context) => {
    const name = context.req.param('name');
    const { reason, until } = await readBody(context, lockBody);
    if (!(await views.environment(name))) throw notFound(`environment ${name}`, '`shipchart env` lists them.');
    const owner = personOf(context).name;
    await store.advanceEnvironment(
      name,
      { type: 'locked', owner, reason, ...(until === undefined ? {} : { until }) },
      now(),
    );
    return context.json(await views.environment(name));
  });
};
