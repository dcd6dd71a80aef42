import { routes } from '../../api/routes.ts';
import { type Plotted, plotEvidence } from '../../verdict/plot.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

/** How a step's evidence went, or goes, against its boundaries, as SVG. */
export const evidencePlotRoute: Route = (app, { store }) => {
  app.get(routes.evidencePlot, async (context) => {
    const { run: id, node } = context.req.param();
    const run = await store.run(id);
    const state = run && Object.hasOwn(run.steps, node) ? run.steps[node] : undefined;
    const course = state?.evidence?.find((record) => record.course !== undefined)?.course ?? state?.course;
    if (course === undefined)
      throw notFound(`evidence over time of ${node} in ${id}`, `\`shipchart evidence ${id}\` lists what was decided.`);
    context.header('content-type', 'image/svg+xml; charset=utf-8');
    context.header('cache-control', 'no-cache');
    return context.body(plotEvidence(course as unknown as Plotted, `Evidence of ${node} in ${id}`));
  });
};
