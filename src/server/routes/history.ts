import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import { doraOf } from '../views/dora.ts';
import { recordsOf } from '../views/step-records.ts';
import { wayOf } from '../views/way.ts';

const DAY_MS = 24 * 3_600_000;
const DAYS_SHOWN = 30;
const DAYS_MAX = 365;
/** Points of the pictures over time. */
const PARTS = 15;
/** Older runs are not looked at, however many days are asked for. */
const RUNS_MAX = 500;

/** How a project delivers, from its own events. Without `?environment=` as its last environment sees it: the one that people use. */
export const historyRoute: Route = (app, { store, projects, now }) => {
  app.get(routes.history, async (context) => {
    const name = context.req.param('project');
    const project = projects.find((each) => each.name === name);
    const environment = context.req.query('environment') ?? project?.environments.at(-1);
    if (!project || environment === undefined || !project.environments.includes(environment))
      throw notFound(`environment ${environment ?? ''} of ${name}`, 'The page / lists them.');
    const days = Math.min(DAYS_MAX, Math.max(1, Number(context.req.query('days') ?? DAYS_SHOWN) || DAYS_SHOWN));
    const to = now() + 1;
    const from = to - days * DAY_MS;
    const runs = (await store.runs({ project: name, limit: RUNS_MAX })).filter((run) => run.startedAt >= from);
    const looks = await Promise.all(
      runs.map(async (run) => {
        const delivery = await store.deliveryOf(run);
        const labels = new Map(delivery.chart.nodes.map((node) => [node.id, node.label]));
        return delivery.order
          .filter((node) => delivery.steps[node]?.kind !== 'passive' && !delivery.steps[node]?.waitsForPeople)
          .map((node) => ({ run, node, label: labels.get(node) ?? node, way: wayOf(delivery, run, node) }));
      }),
    );
    const over = doraOf(await store.environmentEvents(environment), runs, from, to, Math.min(PARTS, days));
    const endings = Map.groupBy(runs, (run) => run.ending ?? 'under way');
    return context.json({
      project: name,
      environment,
      days,
      ...over,
      endings: [...endings].map(([ending, of]) => ({ ending, runs: of.length })),
      ...recordsOf(looks.flat()),
    });
  });
};
