import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

export const chartRoute: Route = (app, { store, drawChart }) => {
  app.get(routes.chart, async (context) => {
    const id = context.req.param('run');
    const run = await store.run(id);
    if (!run) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
    const etag = `"${run.document}"`;
    if (context.req.header('if-none-match') === etag) return context.body(null, 304);
    return context.body(await drawChart(run.document), 200, { 'content-type': 'image/svg+xml; charset=utf-8', etag });
  });
};
