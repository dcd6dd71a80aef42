import { routes } from '../../api/routes.ts';
import { push } from '../../api/shapes.ts';
import { personOf } from '../authenticate.ts';
import type { Route } from '../route.ts';
import { readBody } from '../read-body.ts';

const DELETED = /^0+$/;

/** A repository's hook tells of a push. The pusher is whoever the hook's token names, never what the body claims. */
export const pushRoute: Route = (app, services) => {
  app.post(routes.pushes, async (context) => {
    const { project, ref, after } = await readBody(context, push);
    const purpose = services.purposeOf(ref);
    if (purpose === undefined || DELETED.test(after)) return context.json([], 202);
    const run = await services.startRun({ project, ref, commit: after, purpose }, personOf(context));
    return context.json([run], 202);
  });
};
