import { z } from 'zod';
import { routes } from '../../api/routes.ts';
import { personOf } from '../authenticate.ts';
import { readBody } from '../read-body.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

export const unlockBody = z.object({ release: z.string().max(200).optional() });

/** Lifts what keeps runs out, be it a lock or a hold; or, where a release is named, only the ban on that one. */
export const unlockRoute: Route = (app, { store, views, now }) => {
  app.post(routes.unlock, async (context) => {
    const name = context.req.param('name');
    const { release } = await readBody(context, unlockBody);
    const environment = await views.environment(name);
    if (!environment) throw notFound(`environment ${name}`, '`shipchart env` lists them.');
    const by = personOf(context).name;
    if (release !== undefined) {
      if (!environment.bad.some((banned) => banned.release === release))
        throw notFound(`ban on ${release} in ${name}`, '`shipchart env` lists the releases that are banned.');
      await store.advanceEnvironment(name, { type: 'unbanned', by, release }, now());
    } else {
      await store.advanceEnvironment(name, { type: 'lifted', by }, now());
      await store.advanceEnvironment(name, { type: 'unlocked', by }, now());
    }
    return context.json(await views.environment(name));
  });
};
