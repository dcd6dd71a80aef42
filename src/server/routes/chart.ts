import { readDocument } from '../../chart/document.ts';
import { routes } from '../../api/routes.ts';
import type { RunView } from '../../api/shapes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import type { Services } from '../services.ts';
import { paintedMarkdown, paintedPicture } from '../views/run-chart.ts';

/**
 * The run's chart: as a picture coloured as the run stands, or with `?plain=1` as it was drawn, for the page, which colours it itself; with
 * `?proposed=1` as a checked commit proposes it; and as a Mermaid block with the run's colours.
 */
export const chartRoute: Route = (app, services) => {
  const { store, drawChart } = services;
  app.get(routes.chart, async (context) => {
    if (context.req.query('proposed') === '1') {
      const svg = await drawChart(await proposedBy(services, context.req.param('run')));
      return context.body(svg, 200, { 'content-type': 'image/svg+xml; charset=utf-8' });
    }
    const { view, document } = await shownRun(services, context.req.param('run'));
    const isPlain = context.req.query('plain') === '1';
    const etag = isPlain ? `"${document}"` : `"${document}-${view.id}-${view.version}"`;
    // Whoever keeps it must ask again: the same address shows how the run stands by then.
    const headers = { 'content-type': 'image/svg+xml; charset=utf-8', etag, 'cache-control': 'no-cache' };
    if (context.req.header('if-none-match') === etag) return context.body(null, 304);
    const svg = await drawChart(document);
    return context.body(isPlain ? svg : paintedPicture(svg, view), 200, headers);
  });
  app.get(routes.chartMarkdown, async (context) => {
    const { view, document } = await shownRun(services, context.req.param('run'));
    const stored = await store.document(document);
    const read = stored && readDocument(stored.fileName, stored.text);
    if (!read || 'problems' in read) throw new Error(`a stored document can't be read any more: ${document}`);
    const { chart } = await store.deliveryOf(await mustHave(services, view.id));
    const headers = { 'content-type': 'text/markdown; charset=utf-8', 'cache-control': 'no-cache' };
    return context.body(paintedMarkdown(read.document.chartText, chart, view), 200, headers);
  });
};

async function proposedBy(services: Services, id: string): Promise<string> {
  const { proposal } = await mustHave(services, id);
  if (proposal?.document !== undefined) return proposal.document;
  throw notFound(`chart that ${id} proposes`, 'Only a check run has one, where its commit has a document.');
}

async function shownRun(services: Services, id: string): Promise<{ view: RunView; document: string }> {
  const { document } = await mustHave(services, id);
  const view = await services.views.run(id);
  if (!view) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
  return { view, document };
}

async function mustHave({ store }: Services, id: string) {
  const run = await store.run(id);
  if (!run) throw notFound(`run ${id}`, '`shipchart runs` lists them.');
  return run;
}
