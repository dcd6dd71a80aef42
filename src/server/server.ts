import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { except } from 'hono/combine';
import { compress } from 'hono/compress';
import type { Refusal } from '../api/shapes.ts';
import { WorldFailure } from '../ports/failure.ts';
import { authenticate } from './authenticate.ts';
import { guardOrigin } from './guard-origin.ts';
import { limitRates } from './limit-rates.ts';
import { noteRequests } from './note-requests.ts';
import { refuse, RequestRefused } from './refused.ts';
import { guardRights } from './rights.ts';
import { answerRoute } from './routes/answer.ts';
import { auditKeyRoute } from './routes/audit-key.ts';
import { auditRoute } from './routes/audit.ts';
import { cancelRoute } from './routes/cancel.ts';
import { changesRoute } from './routes/changes.ts';
import { chartRoute } from './routes/chart.ts';
import { chatRoute } from './routes/chat.ts';
import { environmentRoute } from './routes/environment.ts';
import { evidencePlotRoute } from './routes/evidence-plot.ts';
import { evidenceTicksRoute } from './routes/evidence-ticks.ts';
import { evidenceRoute } from './routes/evidence.ts';
import { healthRoute } from './routes/health.ts';
import { homeRoute } from './routes/home.ts';
import { incidentRoute } from './routes/incident.ts';
import { incidentsRoute } from './routes/incidents.ts';
import { lockRoute } from './routes/lock.ts';
import { logIndexRoute } from './routes/log-index.ts';
import { logSearchRoute } from './routes/log-search.ts';
import { logRoute } from './routes/log.ts';
import { metricsRoute } from './routes/metrics.ts';
import { openapiRoute } from './routes/openapi.ts';
import { pageRoute } from './routes/page.ts';
import { pushRoute } from './routes/push.ts';
import { retryPlanRoute } from './routes/retry-plan.ts';
import { retryRoute } from './routes/retry.ts';
import { rollbackPlanRoute } from './routes/rollback-plan.ts';
import { rollbackRoute } from './routes/rollback.ts';
import { runRoute } from './routes/run.ts';
import { runsRoute } from './routes/runs.ts';
import { secretRemoveRoute } from './routes/secret-remove.ts';
import { secretRotateRoute } from './routes/secret-rotate.ts';
import { secretSetRoute } from './routes/secret-set.ts';
import { secretsRoute } from './routes/secrets.ts';
import { startRunRoute } from './routes/start-run.ts';
import { unlockRoute } from './routes/unlock.ts';
import { environmentHealthRoute } from './routes/environment-health.ts';
import { environmentHistoryRoute } from './routes/environment-history.ts';
import { meRoute } from './routes/me.ts';
import { reviewRoute } from './routes/review.ts';
import { stepHistoryRoute } from './routes/step-history.ts';
import { usualRoute } from './routes/usual.ts';
import { historyRoute } from './routes/history.ts';
import { doctorRoute } from './routes/doctor.ts';
import { webhookRoute } from './routes/webhook.ts';
import type { App, Route } from './route.ts';
import type { Services } from './services.ts';

const BODY_BYTES_MAX = 1024 * 1024;

/** Every route: one file and one line. */
const routes: readonly Route[] = [
  answerRoute,
  auditKeyRoute,
  auditRoute,
  cancelRoute,
  changesRoute,
  chartRoute,
  chatRoute,
  environmentRoute,
  evidencePlotRoute,
  evidenceTicksRoute,
  evidenceRoute,
  healthRoute,
  homeRoute,
  incidentRoute,
  incidentsRoute,
  lockRoute,
  openapiRoute,
  logIndexRoute,
  logRoute,
  logSearchRoute,
  pushRoute,
  retryPlanRoute,
  retryRoute,
  rollbackPlanRoute,
  rollbackRoute,
  runRoute,
  runsRoute,
  secretRemoveRoute,
  secretRotateRoute,
  secretSetRoute,
  secretsRoute,
  startRunRoute,
  unlockRoute,
  environmentHealthRoute,
  environmentHistoryRoute,
  meRoute,
  reviewRoute,
  stepHistoryRoute,
  usualRoute,
  historyRoute,
  doctorRoute,
  webhookRoute,
  metricsRoute,
  // Last: it answers every path that no other route has.
  pageRoute,
];

/** The whole application; `fetch` answers a request, so tests need no socket. */
export function createServer(services: Services): App {
  const app: App = new Hono();
  app.use(noteRequests(services));
  app.use(guardOrigin(services.publicHost));
  app.use(compress());
  app.use(except('/webhooks/*', bodyLimit({ maxSize: BODY_BYTES_MAX, onError: () => tooLarge() })));
  app.use('/api/*', limitRates(services));
  app.use('/api/*', authenticate(services));
  app.use('/metrics', authenticate(services));
  guardRights(app, services);
  for (const route of routes) route(app, services);
  app.onError((error, context) => {
    if (error instanceof RequestRefused) return refuse(context, error);
    if (error instanceof WorldFailure) return context.json(refusalOf(error), 503);
    services.reportBug(error, `${context.req.method} ${context.req.path}`);
    const hint = 'Nothing was changed by this request; please report it with the time.';
    return context.json({ code: 'bug', message: 'Shipchart met a bug of its own.', hint }, 500);
  });
  return app;
}

/** The world keeps us from answering: said as it is, since a person can do something about it. */
function refusalOf({ code, message, hint }: WorldFailure): Refusal {
  return { code, message, hint };
}

function tooLarge(): Response {
  const hint = `Send at most ${BODY_BYTES_MAX} bytes.`;
  return Response.json({ code: 'body-too-large', message: 'The request is too large.', hint }, { status: 413 });
}
