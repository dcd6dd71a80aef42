import type { Environment, EnvironmentEffect, EnvironmentEvent, HeldRelease, Rollback } from './environment.ts';
import { ban, isBad, otherColour, sameRelease } from './releases.ts';

/** What a rollback by hand would do now: what would serve, and what would lose its traffic and be banned. */
export function planRollback(environment: Environment, wanted?: HeldRelease): Pick<Rollback, 'to' | 'leaving'> {
  const { live, candidate } = environment;
  const to = wanted ?? oneBack(environment);
  const serving = [candidate?.release, live?.release].filter((release) => release !== undefined);
  const leaving = to === undefined ? [] : serving.filter((release) => !sameRelease(release, to));
  if (to === undefined) return { leaving };
  return { to: { release: to, colour: colourFor(environment, to) }, leaving };
}

/**
 * A person takes the environment over: never refused, before everyone who waits. The claiming run loses it, its late changes are refused by the
 * new fencing number, and automation keeps away until a person lifts the hold.
 */
export function askRollback(
  environment: Environment,
  { by, reason, to: wanted }: Extract<EnvironmentEvent, { type: 'rollback-asked' }>,
  now: number,
): EnvironmentEffect[] {
  const plan = planRollback(environment, wanted);
  const { rollback: before, claim } = environment;
  if (before && sameRelease(before.to?.release, plan.to?.release)) return [];
  environment.hold = { owner: by, reason, since: now };
  for (const release of plan.leaving) ban(environment, release, `rolled back by ${by}: ${reason}`, now);
  delete environment.claim;
  environment.fence += 1;
  const { name, fence } = environment;
  environment.rollback = { fence, owner: by, reason, since: now, ...plan };
  const evicted: EnvironmentEffect[] = claim
    ? [{ type: 'evict', runId: claim.runId, fence: claim.fence, by, reason: `${name} is rolled back: ${reason}` }]
    : [];
  return [...evicted, { type: 'roll-back', fence }];
}

/** It is done and verified. The hold stays. */
export function finishRollback(environment: Environment, fence: number): void {
  const { rollback } = environment;
  if (rollback?.fence !== fence) return;
  if (rollback.to) environment.live = environment.lastGood = rollback.to;
  else delete environment.live;
  delete environment.candidate;
  delete environment.rollback;
}

/** With a canary on its way: what serves beside it. Else the newest good release before the one that serves; where there is none, that one. */
function oneBack(environment: Environment): HeldRelease | undefined {
  const { live, candidate, good = [] } = environment;
  if (candidate) return live?.release;
  return (
    good.findLast((release) => !isBad(environment, release) && !sameRelease(release, live?.release)) ?? live?.release
  );
}

function colourFor({ live, candidate }: Environment, release: HeldRelease) {
  if (live && sameRelease(live.release, release)) return live.colour;
  if (candidate && sameRelease(candidate.release, release)) return candidate.colour;
  return live ? otherColour(live.colour) : 'blue';
}
