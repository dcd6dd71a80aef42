import type { Environment } from '../engine/environment/environment.ts';
import type { Router } from '../ports/router.ts';
import type { Runtime } from '../ports/runtime.ts';
import { shiftTraffic } from './shift-traffic.ts';
import { expectedWeights, share } from './weights.ts';

/** A canary's weights return to the stable release by themselves when nobody has renewed them for this long. */
const LEASE_SECONDS = 60;

/**
 * Gives the candidate its percent of the traffic, verified; less than all of it on a lease. A repeat changes nothing.
 * @throws WorldFailure of the router
 */
export async function splitTraffic(
  ports: { router: Router; runtime: Runtime },
  environment: Environment & Required<Pick<Environment, 'live' | 'candidate'>>,
  weight: number,
  fence: number,
): Promise<void> {
  const { name, live, candidate } = environment;
  const to = share(candidate.colour, weight);
  const lease = weight < 100 ? { lease: { seconds: LEASE_SECONDS, stable: share(live.colour, 100) } } : {};
  await shiftTraffic(ports, name, { from: expectedWeights(environment), to, fence, ...lease });
}
