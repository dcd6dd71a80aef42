import { setTimeout as pause } from 'node:timers/promises';
import type { StepEffect } from '../engine/effect.ts';
import type { JobEffect } from '../store/jobs.ts';
import { WorldFailure } from '../ports/failure.ts';
import { returnTo } from '../rollout/return-to.ts';
import { advanceWith, type Shell } from './shell.ts';

const LOOK_AGAIN_MS = 200;
const LOOKS_MAX = 300;

/** Brings an environment that a run left between two releases back to what was live, verified. Repeats until it is so. */
export async function settle(
  shell: Shell,
  runId: string,
  { environment, fence }: Extract<StepEffect, { type: 'settle' }>,
  signal: AbortSignal,
): Promise<void> {
  const { runtime, router } = shell.ports;
  const { live, claim } = await shell.store.environment(environment);
  if (claim?.runId !== runId || claim.fence !== fence) return;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    if ((await returnTo(live, { environment, fence, runtime, router })) === 'done') {
      const sentence = live ? `${environment} serves ${live.release.id}` : `${environment} serves nothing`;
      return advanceWith(shell, runId, { type: 'settled', environment, fence, sentence });
    }
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
  throw new WorldFailure({
    code: 'not-settled',
    message: `${environment} could not be brought back to ${live?.release.id ?? 'nothing'} yet.`,
    hint: 'It is tried again.',
    retry: true,
  });
}

/** Stops the colour that serves nothing any more, unless a newer claim has taken the environment over. */
export async function retire(shell: Shell, effect: Extract<JobEffect, { type: 'retire' }>): Promise<void> {
  const environment = await shell.store.environment(effect.environment);
  const used = [environment.live, environment.candidate].some((slot) => slot?.colour === effect.colour);
  if (used || environment.fence > effect.fence || environment.hold) return;
  // Somebody else may have given it traffic meanwhile.
  if ((await shell.ports.router.weights(effect.environment))[effect.colour] > 0) return;
  await shell.ports.runtime.retire(effect.environment, effect.colour);
}
