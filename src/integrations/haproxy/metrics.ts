import type { Metrics } from '../../ports/metrics.ts';
import type { Router } from '../../ports/router.ts';

/** What HAProxy counts itself: requests and their status, by colour. It remembers no past, and no times of single answers. */
export function createHaproxyMetrics(router: Pick<Router, 'counters'>): Metrics {
  return {
    read: async (environment) => ({ state: 'counted', colours: await router.counters(environment) }),
    history: async () => [],
  };
}
