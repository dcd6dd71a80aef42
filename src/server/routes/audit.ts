import { routes } from '../../api/routes.ts';
import { operatorOf } from '../operator-of.ts';
import type { Route } from '../route.ts';

const ENTRIES_MAX = 5_000;

/** The audit as JSON lines, after the entry `after`; the next part follows the last line, and the end is an empty answer. */
export const auditRoute: Route = (app, services) => {
  app.get(routes.audit, async (context) => {
    operatorOf(context, services);
    const after = Number(context.req.query('after') ?? 0);
    const entries = await services.audit.after(Number.isSafeInteger(after) ? after : 0, ENTRIES_MAX);
    context.header('content-type', 'application/jsonl; charset=utf-8');
    return context.body(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  });
};
