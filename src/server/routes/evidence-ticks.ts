import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

const CHUNK_BYTES_MAX = 256 * 1024;

/** Everything that a decision was made from, line by line: enough to make it again. */
export const evidenceTicksRoute: Route = (app, { store, blobs }) => {
  app.get(routes.evidenceTicks, async (context) => {
    const { run: id, node } = context.req.param();
    const run = await store.run(id);
    const state = run && Object.hasOwn(run.steps, node) ? run.steps[node] : undefined;
    const visit = Number(context.req.query('visit') ?? state?.visit);
    const name = `runs/${id}/${node}/${visit}.ticks.jsonl`;
    if (!state || (await blobs.size(name)) === undefined)
      throw notFound(`log of ticks of ${node} in ${id}`, `\`shipchart evidence ${id}\` lists what was decided by one.`);
    let offset = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const bytes = await blobs.read(name, offset, CHUNK_BYTES_MAX);
        if (bytes.length === 0) return controller.close();
        offset += bytes.length;
        controller.enqueue(bytes);
      },
    });
    context.header('content-type', 'application/jsonl; charset=utf-8');
    context.header('content-disposition', `attachment; filename="${encodeURIComponent(node)}-${visit}.ticks.jsonl"`);
    return context.body(body);
  });
};
