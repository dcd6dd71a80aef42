import type { Cdn } from '../../ports/cdn.ts';
import type { HostCall } from './host-call.ts';

/** The small edge cache of the local host: invalidations are over when they return. */
export function localCdn(call: HostCall): Cdn {
  const at = (environment: string) => `/environments/${encodeURIComponent(environment)}/invalidations`;
  return {
    invalidate: (environment, paths, key) => call('POST', at(environment), { paths, key }),
    status: (environment, id) => call('GET', `${at(environment)}/${encodeURIComponent(id)}`),
  };
}
