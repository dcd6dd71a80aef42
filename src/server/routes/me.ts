import { routes } from '../../api/routes.ts';
import type { Route } from '../route.ts';
import { whoAnswers } from '../views/who-answers.ts';

/** Who asks, and which reviews wait for this very person; nobody's token is nobody, for whom nothing waits. */
export const meRoute: Route = (app, services) => {
  app.get(routes.me, async (context) => {
    const me = context.get('person');
    const waiting = await Promise.all(
      (await services.store.activeRuns()).map(async (run) => {
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
