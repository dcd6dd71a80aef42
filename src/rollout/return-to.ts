import { WorldFailure } from '../ports/failure.ts';
import type { Release, Weights } from '../ports/release.ts';
import type { Router } from '../ports/router.ts';
import type { Runtime } from '../ports/runtime.ts';
import { shiftTraffic } from './shift-traffic.ts';
import { NO_TRAFFIC, otherColour, share } from './weights.ts';

/** A release and the colour it stands, or should stand, in. */
export interface Place {
  release: Release;
  colour: 'blue' | 'green';
}

/**
 * Brings all of an environment's traffic to `stable`, verified, whatever the weights are now; without one, to nothing at all.
 * Starts `stable` anew where it no longer runs or has failed. Call again while it answers `starting`. The other colour is drained and stopped.
 * @throws WorldFailure of runtime and router
 */
export async function returnTo(
  stable: Place | undefined,
  where: { environment: string; fence: number; runtime: Runtime; router: Router },
): Promise<'done' | 'starting'> {
  const { environment, fence, runtime, router } = where;
  if (stable && (await bringBack(runtime, environment, stable)) === 'starting') return 'starting';
  const to: Weights = stable ? share(stable.colour, 100) : NO_TRAFFIC;
  await shiftTraffic(where, environment, { from: await router.weights(environment), to, fence });
  if (stable) await runtime.retire(environment, otherColour(stable.colour));
  else await Promise.all([runtime.retire(environment, 'blue'), runtime.retire(environment, 'green')]);
  return 'done';
}

/** Nothing else may serve, so a stable release that failed is not waited for: no runtime restarts what carries only a share of the traffic. */
async function bringBack(runtime: Runtime, environment: string, stable: Place): Promise<'healthy' | 'starting'> {
  const status = await runtime.status(environment, stable.colour);
  if (status.state !== 'failed' || status.release.id !== stable.release.id)
    return bringUp(runtime, environment, stable);
  await runtime.launch(environment, stable.colour, stable.release);
  return 'starting';
}

/**
 * Starts `place.release` in its colour unless it stands there already.
 * @throws WorldFailure `release-unhealthy` with what it said last
 */
export async function bringUp(runtime: Runtime, environment: string, place: Place): Promise<'healthy' | 'starting'> {
  const status = await runtime.status(environment, place.colour);
  if (status.state === 'empty' || status.release.id !== place.release.id) {
    await runtime.launch(environment, place.colour, place.release);
    return 'starting';
  }
  if (status.state === 'failed') {
    throw new WorldFailure({
      code: 'release-unhealthy',
      message: `${place.release.id} does not become healthy in ${environment} (${place.colour}): ${status.detail}`,
      hint: "Read the release's own output above; its health check must answer 200.",
      retry: false,
    });
  }
  return status.state;
}
