import { WorldFailure } from '../ports/failure.ts';
import type { Router, Shift } from '../ports/router.ts';
import { sameWeights, sayWeights } from './weights.ts';

/**
 * Shifts traffic and reads back that it is so. Live weights other than `from` or `to` are somebody else's doing: nothing is changed.
 * @throws WorldFailure `weights-surprise`, `weights-not-verified`, and the router's own
 */
export async function shiftTraffic(router: Router, environment: string, change: Shift): Promise<void> {
  await router.shift(environment, change);
  const live = await router.weights(environment);
  if (sameWeights(live, change.to)) return;
  throw new WorldFailure({
    code: 'weights-not-verified',
    message: `${environment} should split ${sayWeights(change.to)} and splits ${sayWeights(live)}.`,
    hint: 'See who else changes this router; the step looks again.',
    retry: true,
  });
}
