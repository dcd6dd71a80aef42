import { routes } from '../../api/routes.ts';
import { logOf } from '../logs/log-place.ts';
import { searchLog } from '../logs/search-log.ts';
import { RequestRefused } from '../refused.ts';
import type { Route } from '../route.ts';

const WORDS_MAX = 200;

/** The lines of a log that hold the words of `?q=`. */
export const logSearchRoute: Route = (app, services) => {
  app.get(routes.logSearch, async (context) => {
    const words = context.req.query('q') ?? '';
    if (words === '' || words.length > WORDS_MAX) throw noWords();
    const { name } = await logOf(services, context);
    return context.json(await searchLog(services.blobs, name, words));
  });
};

function noWords(): RequestRefused {
  return new RequestRefused(400, {
    code: 'no-words',
    message: 'There is nothing to look for.',
    hint: `Give ?q= with 1 to ${WORDS_MAX} characters.`,
  });
}
