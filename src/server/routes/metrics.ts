import { routes } from '../../api/routes.ts';
import type { Route } from '../route.ts';
import { metricsText } from '../views/metrics-text.ts';

const SPAN_MS = 24 * 3_600_000;

/** Shipchart itself, for Prometheus. It names projects and steps, so it is read by whoever may read those. */
export const metricsRoute: Route = (app, { store, version, now }) => {
  app.get(routes.metrics, async (context) => {
    const at = now();
    const text = metricsText(await store.tally(at - SPAN_MS), version, at);
    return context.text(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
};
