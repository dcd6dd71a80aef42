import { WorldFailure } from '../ports/failure.ts';
import type { Weights } from '../ports/release.ts';
import type { Router } from '../ports/router.ts';
import { sameWeights, sayWeights } from './weights.ts';

/** Reads the live weights. @throws WorldFailure `weights-surprise` where they are none of the expected ones; names both. */
export async function expectUnchanged(
  router: Router,
  environment: string,
  expected: readonly Weights[],
): Promise<void> {
  const live = await router.weights(environment);
  const [before] = expected;
  if (!before || expected.some((weights) => sameWeights(weights, live))) return;
  throw new WorldFailure({
    code: 'weights-surprise',
    message: `Somebody changed the traffic of ${environment}: it splits ${sayWeights(live)}, where ${sayWeights(before)} was left.`,
    hint: `Nothing was changed. \`shipchart rollback ${environment}\` brings it back to a known release; or set it back by hand and say \`shipchart unlock ${environment}\`.`,
    retry: false,
  });
}
