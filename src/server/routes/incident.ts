import { routes } from '../../api/routes.ts';
import { moveIncident } from '../../api/shapes.ts';
import { personOf } from '../authenticate.ts';
import { readBody } from '../read-body.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';

/** Says that somebody looks after a run's incident, or that it is over; once it is, nothing changes it any more. */
export const incidentRoute: Route = (app, { store, now }) => {
  app.post(routes.incident, async (context) => {
    const run = context.req.param('run');
    const wish = await readBody(context, moveIncident);
    const by = personOf(context).name;
    await store.moveIncidents(
      run,
      wish.move === 'acknowledge' ? { type: 'acknowledged', by } : { type: 'resolved', by, reason: wish.reason },
      now(),
    );
    const incidents = await store.incidentsOf(run);
    if (incidents.length === 0) throw notFound(`incident of ${run}`, '`shipchart incidents` lists them.');
    return context.json(incidents);
  });
};
