import { z } from 'zod';
import { routes } from '../../api/routes.ts';
import { personOf } from '../authenticate.ts';
import { readBody } from '../read-body.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

export const rollbackBody = z.object({ reason: z.string().min(1).max(500), release: z.string().max(200).optional() });

/** A person rolls an environment back. Nothing keeps it from being begun: no lock, no queue, no run that holds the environment. */
export const rollbackRoute: Route = (app, { store, views, now }) => {
  app.post(routes.rollback, async (context) => {
    const name = context.req.param('name');
    const { reason, release } = await readBody(context, rollbackBody);
    if (!(await views.environment(name))) throw notFound(`environment ${name}`, '`shipchart env` lists them.');
    const plan = await store.rollbackPlan(name, release);
    if (!plan) throw notFound(`release ${release} in ${name}`, '`shipchart env` lists what stood there.');
    const by = personOf(context).name;
    const to = release === undefined || !plan.to ? {} : { to: plan.to };
    await store.advanceEnvironment(name, { type: 'rollback-asked', by, reason, ...to }, now());
    return context.json(await views.environment(name), 202);
  });
};
