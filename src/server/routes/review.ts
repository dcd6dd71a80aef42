import { policyStanding } from '../../chart/policy/standing.ts';
import { routes } from '../../api/routes.ts';
import type { ReviewView } from '../../api/shapes.ts';
import type { Delivery } from '../../chart/delivery.ts';
import type { HeldRelease } from '../../engine/environment/environment.ts';
import type { Run } from '../../engine/run.ts';
import { WorldFailure } from '../../ports/failure.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import type { Services } from '../services.ts';
import { comparedWith, viewReview } from '../views/review-view.ts';
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
    const live = environment === undefined ? undefined : await liveThen(services, run, node, environment);
    return context.json({
      ...(environment === undefined ? {} : { environment }),
      ...(live ? { live: { release: live.id, commit: live.commit, runId: live.runId } } : {}),
      ...viewReview(run, delivery, node, live && (await store.run(live.runId))),
      people: whoAnswers(services, run, delivery).find((asked) => asked.node === node)?.people ?? [],
      ...(await policyOf(services, run, delivery)),
    } satisfies ReviewView);
  });
};

/** What was live when it was asked, as the step says; what is live now where it says nothing. */
async function liveThen({ store }: Services, run: Run, node: string, environment: string) {
  const named = comparedWith(run, node);
  if (named === undefined) return (await store.environment(environment)).live?.release;
  const known: readonly HeldRelease[] = (await store.rollbackPlan(environment))?.choices ?? [];
  return known.find((release) => release.id === named);
}

async function policyOf(
  { policy }: Services,
  run: Run,
  delivery: Delivery,
): Promise<Pick<ReviewView, 'policy' | 'policyTrouble'>> {
  try {
    const stands = await policy();
    return { policy: stands ? policyStanding(stands, delivery, (each) => run.steps[each]?.outcome) : [] };
  } catch (error) {
    if (!(error instanceof WorldFailure)) throw error;
    return { policy: [], policyTrouble: `${error.message} ${error.hint}` };
  }
}
