import { routes } from '../../api/routes.ts';
import { atLastMark } from '../../lib/log-index.ts';
import { indexLogs } from '../logs/index-logs.ts';
import { logOf } from '../logs/log-place.ts';
import type { Route } from '../route.ts';

/** What the page must know of a log to show any part of it: whoever follows it from `bytes` on knows the rest. */
export const logIndexRoute: Route = (app, services) => {
  const indexOf = indexLogs(services.blobs);
  app.get(routes.logIndex, async (context) => {
    const { name } = await logOf(services, context);
    return context.json(atLastMark(await indexOf(name)));
  });
};
