import { routes } from '../../api/routes.ts';
import type { Route } from '../route.ts';
import { whoAnswers } from '../views/who-answers.ts';

/** The oldest of them; what waits longest is asked for first. */
const RUNS_LOOKED_AT = 200;

/** Who asks, and which reviews wait for this very person; nobody's token is nobody, for whom nothing waits. */
export const meRoute: Route = (app, services) => {
  app.get(routes.me, async (context) => {
    const me = context.get('person');
    const waiting = await Promise.all(
      (await services.store.activeRuns(RUNS_LOOKED_AT)).map(async (id) => {
        const run = await services.store.run(id);
        if (!run) return [];
        const delivery = await services.store.deliveryOf(run);
        return whoAnswers(services, run, delivery).flatMap(({ node, people }) => {
          const mine = people.find(({ name }) => name === me?.name);
          return mine ? [{ run: run.id, node, ...(mine.whyNot === undefined ? {} : { whyNot: mine.whyNot }) }] : [];
        });
      }),
    );
    return context.json({ ...(me ? { name: me.name, groups: me.groups } : {}), waiting: waiting.flat() });
  });
};
