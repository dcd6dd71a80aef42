import { routes } from '../../api/routes.ts';
import { answer } from '../../api/shapes.ts';
import { answerReview } from '../answer-review.ts';
import { personOf } from '../authenticate.ts';
import { readBody } from '../read-body.ts';
import type { Route } from '../route.ts';

/** Approves or rejects a review in the name of the token's owner. */
export const answerRoute: Route = (app, services) => {
  app.post(routes.answer, async (context) => {
    const said = await readBody(context, answer);
    const run = context.req.param('run');
    await answerReview(services, { ...said, run }, personOf(context));
    return context.json(await services.views.run(run));
  });
};
