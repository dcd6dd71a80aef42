import { routes } from '../../api/routes.ts';
import type { Route } from '../route.ts';
import { summarise } from '../views/run-summary.ts';

const RUNS_SHOWN = 50;
const RUNS_SHOWN_MAX = 500;

export const runsRoute: Route = (app, { store }) => {
  app.get(routes.runs, async (context) => {
    const wanted = Number(context.req.query('limit') ?? RUNS_SHOWN);
    const limit = Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, RUNS_SHOWN_MAX) : RUNS_SHOWN;
    const runs = await store.runs({ limit });
    return context.json(await Promise.all(runs.map(async (run) => summarise(run, await store.deliveryOf(run)))));
  });
};
