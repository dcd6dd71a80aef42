import type { Router } from '../../ports/router.ts';
import type { HostCall } from './host-call.ts';

/** The local host's own router: shuffled blocks, with leases. */
export function localRouter(call: HostCall): Router {
  const at = (environment: string, what: string) => `/environments/${encodeURIComponent(environment)}/${what}`;
  return {
    splitOf: () => 'shuffled',
    weights: (environment) => call('GET', at(environment, 'weights')),
    shift: (environment, change) => call('POST', at(environment, 'shift'), change),
    renew: (environment, fence) => call('POST', at(environment, 'renew'), { fence }),
    counters: (environment) => call('GET', at(environment, 'counters')),
  };
}
