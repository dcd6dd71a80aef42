import { z } from 'zod';
import { routes } from '../../api/routes.ts';
import { personOf } from '../authenticate.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import { readBody } from '../read-body.ts';

export const cancelBody = z.object({ reason: z.string().max(500).default('') });

export const cancelRoute: Route = (app, { store, views, now }) => {
  app.post(routes.cancel, async (context) => {
    const id = context.req.param('run');
    const { reason } = await readBody(context, cancelBody);
    const by = personOf(context).name;
    const event = { type: 'stopped', ending: 'cancelled', by, reason: reason || 'cancelled' } as const;
    if (!(await store.advance(id, event, now()))) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
    return context.json(await views.run(id));
  });
};
