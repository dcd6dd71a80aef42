import type { Metrics, PastTick } from '../../ports/metrics.ts';
import type { Colour } from '../../ports/release.ts';
import type { Counters } from '../../ports/router.ts';
import type { HostCall } from './host-call.ts';

/** The local host counts what its own router dispatches: at once, and with what it remembers of the last day. */
export function localMetrics(call: HostCall): Metrics {
  const at = (environment: string, what: string) => `/environments/${encodeURIComponent(environment)}/${what}`;
  return {
    read: async (environment) => ({
      state: 'counted',
      colours: await call<Record<Colour, Counters>>('GET', at(environment, 'counters')),
    }),
    history: (environment, colour) => call<PastTick[]>('GET', at(environment, `history/${colour}`)),
  };
}
