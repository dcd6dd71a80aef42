import { WorldFailure } from '../ports/failure.ts';
import type { Colour, Weights } from '../ports/release.ts';
import type { Router, Shift } from '../ports/router.ts';
import type { Runtime } from '../ports/runtime.ts';
import { expectUnchanged } from './expect-unchanged.ts';
import { sameWeights, sayWeights } from './weights.ts';

const COLOURS: readonly Colour[] = ['blue', 'green'];

/**
 * Shifts traffic and reads back that it is so, and that what takes it is healthy. Live weights other than `from` or `to` are somebody else's
 * doing: nothing is changed. Those of a shift of ours that was cut short are either of the two.
 * @throws WorldFailure `weights-surprise`, `weights-not-verified`, `colour-not-healthy`, and the router's own
 */
export async function shiftTraffic(
  { router, runtime }: { router: Router; runtime: Runtime },
  environment: string,
  change: Shift,
): Promise<void> {
  await expectUnchanged(router, environment, [change.from, change.to]);
  await router.shift(environment, change);
  const live = await router.weights(environment);
  if (!sameWeights(live, change.to)) throw notVerified(environment, change.to, live);
  for (const colour of COLOURS) if (change.to[colour] > 0) await expectHealthy(runtime, environment, colour);
}

async function expectHealthy(runtime: Runtime, environment: string, colour: Colour): Promise<void> {
  const status = await runtime.status(environment, colour);
  if (status.state === 'healthy') return;
  throw new WorldFailure({
    code: 'colour-not-healthy',
    message: `${colour} of ${environment} has traffic and is ${status.state}${status.state === 'failed' ? `: ${status.detail}` : ''}.`,
    hint: 'See the output of its release; the step looks again.',
    retry: true,
  });
}

function notVerified(environment: string, wanted: Weights, live: Weights): WorldFailure {
  return new WorldFailure({
    code: 'weights-not-verified',
    message: `${environment} should split ${sayWeights(wanted)} and splits ${sayWeights(live)}.`,
    hint: 'See who else changes this router; the step looks again.',
    retry: true,
  });
}
