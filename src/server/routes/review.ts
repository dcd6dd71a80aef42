import { routes } from '../../api/routes.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import { viewReview } from '../views/review-view.ts';
import { whoAnswers } from '../views/who-answers.ts';

/** What would change with a run whose step waits for people, compared with what is live, and who may answer. */
export const reviewRoute: Route = (app, services) => {
  const { store, projects } = services;
  app.get(routes.review, async (context) => {
    const { run: id, node } = context.req.param();
    const run = await store.run(id);
    if (!run || !Object.hasOwn(run.steps, node))
      throw notFound(`step ${node} in ${id}`, `\`shipchart show ${id}\` lists its steps.`);
    const delivery = await store.deliveryOf(run);
    // Environments are claimed in the order in which they are configured; the last is the one that people use.
    const environment = projects.find(({ name }) => name === run.project)?.environments.at(-1);
    const live = environment === undefined ? undefined : (await store.environment(environment)).live?.release;
    return context.json({
      ...(environment === undefined ? {} : { environment }),
      ...(live ? { live: { release: live.id, commit: live.commit, runId: live.runId } } : {}),
      ...viewReview(run, delivery, live && (await store.run(live.runId))),
      people: whoAnswers(services, run, delivery).find((asked) => asked.node === node)?.people ?? [],
    });
  });
};
