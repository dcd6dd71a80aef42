import type {
  Environment,
  EnvironmentChange,
  EnvironmentEffect,
  EnvironmentEvent,
  HeldRelease,
} from './environment.ts';

/** Banned releases kept per environment; older ones have long left every registry and retry. */
const BAD_RELEASES_MAX = 100;

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
  const effects: EnvironmentEffect[] = [];
  switch (event.type) {
    case 'claim-requested':
      enqueue(environment, event.runId, now);
      break;
    case 'claim-released':
      effects.push(...giveBack(environment, event.runId, event.passed));
      break;
    case 'changed':
      if (environment.claim?.runId === event.runId && environment.claim.fence === event.fence) {
        apply(environment, event.change, now);
      }
      break;
    case 'locked':
      environment.lock = {
        owner: event.owner,
        reason: event.reason,
        since: now,
        ...(event.until === undefined ? {} : { until: event.until }),
      };
      break;
    case 'unlocked':
      delete environment.lock;
      break;
  }
  effects.push(...grantNext(environment, now));
  return { environment, effects };
}

/** Whether automation may bring this release: it was never rolled back here. */
export function isBad(environment: Environment, release: HeldRelease): boolean {
  return environment.bad.some((banned) => sameServices(banned.release, release));
}

function sameServices(one: HeldRelease, other: HeldRelease): boolean {
  const names = Object.keys({ ...one.services, ...other.services });
  return names.every((name) => one.services[name] === other.services[name]);
}

function enqueue(environment: Environment, runId: string, now: number): void {
  if (environment.claim?.runId === runId || environment.queue.some((waiting) => waiting.runId === runId)) return;
  environment.queue.push({ runId, since: now });
}

function giveBack(environment: Environment, runId: string, passed: boolean): EnvironmentEffect[] {
  environment.queue = environment.queue.filter((waiting) => waiting.runId !== runId);
  if (environment.claim?.runId !== runId) return [];
  const { fence } = environment.claim;
  delete environment.claim;
  const { live } = environment;
  if (passed && live) environment.lastGood = structuredClone(live);
  delete environment.candidate;
  return live ? [{ type: 'retire', colour: otherColour(live.colour), fence }] : [];
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

function ban(environment: Environment, bad: HeldRelease, reason: string, now: number): void {
  if (isBad(environment, bad)) return;
  environment.bad = [...environment.bad, { release: bad, reason, at: now }].slice(-BAD_RELEASES_MAX);
}

function grantNext(environment: Environment, now: number): EnvironmentEffect[] {
  if (environment.claim || isLocked(environment, now)) return [];
  const next = environment.queue.shift();
  if (!next) return [];
  environment.fence += 1;
  environment.claim = { runId: next.runId, fence: environment.fence, since: now };
  return [{ type: 'grant', runId: next.runId, fence: environment.fence }];
}

/** Whether a person's lock stands at `now`. */
export function isLocked(environment: Environment, now: number): boolean {
  const { lock } = environment;
  return lock !== undefined && (lock.until === undefined || lock.until > now);
}

function otherColour(colour: 'blue' | 'green'): 'blue' | 'green' {
  return colour === 'blue' ? 'green' : 'blue';
}
