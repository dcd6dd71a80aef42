import type { Environment, EnvironmentEffect, EnvironmentEvent, Place, QueueRules, Waiting } from './environment.ts';
import { otherColour, releaseKey, rememberGood } from './releases.ts';

/** Lets a run wait for its claim. Where newer runs supersede, older ones of the same branch leave; the newcomer itself where it is the older. */
export function enqueue(
  environment: Environment,
  { runId, place, rules }: Extract<EnvironmentEvent, { type: 'claim-requested' }>,
  now: number,
): EnvironmentEffect[] {
  if (environment.claim?.runId === runId || environment.queue.some((waiting) => waiting.runId === runId)) return [];
  if (rules) environment.rules = rules;
  const newcomer: Waiting = { runId, since: now, ...(place ? { place } : {}) };
  environment.queue = inTurn([...environment.queue, newcomer], environment.rules);
  return rules?.supersede ? supersede(environment, newcomer) : [];
}

function supersede(environment: Environment, newcomer: Waiting): EnvironmentEffect[] {
  const { name, claim, queue } = environment;
  const there = [...queue, ...(claim ? [claim] : [])];
  const newest = there.reduce((best, each) => (isNewer(each.place, best.place) ? each : best), newcomer);
  const older = queue.filter((waiting) => isNewer(newest.place, waiting.place));
  environment.queue = queue.filter((waiting) => !older.includes(waiting));
  const reason = `a newer commit of the same branch ${newest === claim ? 'is on its way to' : 'waits for'} ${name}`;
  return older.map(({ runId }) => ({ type: 'supersede', runId, by: newest.runId, reason }));
}

/** Whether the first is a later run of the same branch. */
function isNewer(one: Place | undefined, other: Place | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.project === other.project &&
    one.ref === other.ref &&
    one.number > other.number
  );
}

/** The run is done with the environment. What is held stays as it was found, for a person to look at. */
export function giveBack(environment: Environment, runId: string, passed: boolean): EnvironmentEffect[] {
  environment.queue = environment.queue.filter((waiting) => waiting.runId !== runId);
  if (environment.claim?.runId !== runId) return [];
  delete environment.claim;
  if (environment.hold) return [];
  if (passed && environment.live) rememberGood(environment, environment.live);
  return clearIdleColour(environment);
}

/** Nobody brings a candidate any more, so what stands beside the live release may go. */
export function clearIdleColour(environment: Environment): EnvironmentEffect[] {
  delete environment.candidate;
  const { live, fence } = environment;
  return live ? [{ type: 'retire', colour: otherColour(live.colour), fence }] : [];
}

/** Gives the environment to who is next, unless somebody keeps it from everyone. */
export function grantNext(environment: Environment, now: number): EnvironmentEffect[] {
  const { claim, hold, rollback, live } = environment;
  if (claim || hold || rollback || isLocked(environment, now)) return [];
  const next = environment.queue.shift();
  if (!next) return [];
  environment.fence += 1;
  const { fence } = environment;
  environment.claim = { runId: next.runId, fence, since: now, ...(next.place ? { place: next.place } : {}) };
  const serves = live ? { live: { key: releaseKey(live.release), runId: live.release.runId } } : {};
  return [{ type: 'grant', runId: next.runId, fence, ...serves }];
}

/** Who waits, in the order in which they get their turn. */
function inTurn(queue: Waiting[], rules: QueueRules | undefined): Waiting[] {
  if (rules?.queue !== 'newest-first') return queue;
  return queue.toSorted((one, other) => (other.place?.number ?? 0) - (one.place?.number ?? 0));
}

/** Whether a person's lock stands at `now`. */
export function isLocked({ lock }: Environment, now: number): boolean {
  return lock !== undefined && (lock.until === undefined || lock.until > now);
}
