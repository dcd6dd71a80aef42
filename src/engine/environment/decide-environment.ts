import { clearIdleColour, enqueue, giveBack, grantNext } from './claim-queue.ts';
import type { Environment, EnvironmentChange, EnvironmentEffect, EnvironmentEvent } from './environment.ts';
import { ban } from './releases.ts';
import { askRollback, finishRollback } from './rollback.ts';

/**
 * What becomes of an environment after `event`, and what must be done. Pure.
 * Repeats are harmless: a claim asked for twice is one claim, a change with a stale fence is dropped.
 */
export function decideEnvironment(
  before: Environment,
  event: EnvironmentEvent,
  now: number,
): { environment: Environment; effects: EnvironmentEffect[] } {
  const environment = structuredClone(before);
  const effects = take(environment, event, now);
  return { environment, effects: [...effects, ...grantNext(environment, now)] };
}

function take(environment: Environment, event: EnvironmentEvent, now: number): EnvironmentEffect[] {
  switch (event.type) {
    case 'claim-requested':
      return enqueue(environment, event, now);
    case 'claim-released':
      return giveBack(environment, event.runId, event.passed);
    case 'rollback-asked':
      return askRollback(environment, event, now);
    case 'lifted':
      return lift(environment);
    default:
      note(environment, event, now);
      return [];
  }
}

/** Events that only leave something written. */
function note(
  environment: Environment,
  event: Exclude<EnvironmentEvent, { type: 'claim-requested' | 'claim-released' | 'rollback-asked' | 'lifted' }>,
  now: number,
): void {
  switch (event.type) {
    case 'changed':
      if (holdsIt(environment, event)) apply(environment, event.change, now);
      break;
    case 'held':
      if (holdsIt(environment, event)) environment.hold = { owner: 'shipchart', reason: event.reason, since: now };
      break;
    case 'locked': {
      const { owner, reason, until } = event;
      environment.lock = { owner, reason, since: now, ...(until === undefined ? {} : { until }) };
      break;
    }
    case 'unlocked':
      delete environment.lock;
      break;
    case 'unbanned':
      environment.bad = environment.bad.filter(({ release }) => release.id !== event.release);
      break;
    case 'rolled-back':
      finishRollback(environment, event.fence);
      break;
  }
}

function holdsIt({ claim }: Environment, { runId, fence }: { runId: string; fence: number }): boolean {
  return claim?.runId === runId && claim.fence === fence;
}

function lift(environment: Environment): EnvironmentEffect[] {
  if (!environment.hold) return [];
  delete environment.hold;
  // A run that stopped at a surprise left its candidate standing for people to see.
  return environment.candidate && !environment.claim && !environment.rollback ? clearIdleColour(environment) : [];
}

function apply(environment: Environment, change: EnvironmentChange, now: number): void {
  switch (change.type) {
    case 'launched':
      environment.candidate = { ...change.slot, weight: 0 };
      break;
    case 'split':
      if (environment.candidate) environment.candidate.weight = change.weight;
      break;
    case 'went-live':
      environment.live = change.slot;
      delete environment.candidate;
      break;
    case 'restored':
      if (change.slot) environment.live = environment.lastGood = change.slot;
      else delete environment.live;
      delete environment.candidate;
      if (change.bad) ban(environment, change.bad, change.reason, now);
      break;
  }
}
