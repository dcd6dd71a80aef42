import { routes } from '../../api/routes.ts';
import { retry } from '../../api/shapes.ts';
import { personOf } from '../authenticate.ts';
import { readBody } from '../read-body.ts';
import { notFound, RequestRefused } from '../refused.ts';
import type { Route } from '../route.ts';

/** Has a run tried again, from what failed or from one step. The document stays the one that the run began with. */
export const retryRoute: Route = (app, { store, views, now }) => {
  app.post(routes.retry, async (context) => {
    const id = context.req.param('run');
    const { node, after, fresh } = await readBody(context, retry);
    const run = await store.run(id);
    if (!run) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
    const wish = {
      by: personOf(context).name,
      after: after ?? run.retries?.count ?? 0,
      ...(node === undefined ? {} : { node }),
      ...(fresh ? { fresh } : {}),
    };
    const answer = await store.retry(id, wish, now());
    if (answer && 'refusal' in answer) throw new RequestRefused(409, answer.refusal);
    return context.json(await views.run(id));
  });
};
