import { decideEnvironment } from '../../../src/engine/environment/decide-environment.ts';
import {
  newEnvironment,
  type Environment,
  type EnvironmentEvent,
} from '../../../src/engine/environment/environment.ts';
import type { Visit } from './visitors.ts';

/** A stretch of time, and the versions that may answer in it. */
interface Stretch {
  from: number;
  until: number;
  versions: Set<string>;
  /** The canary and its share in percent, while it has one. */
  canary?: { version: string; weight: number };
}

export interface LoggedChange {
  /** True milliseconds since 1970. */
  at: number;
  event: EnvironmentEvent;
}

/** Requests of one block of the split, and those on their way when the weights change. */
const BLOCK_REQUESTS = 200;
const SHARE_SLACK = 0.05;

/**
 * Requests that a release answered that was not allowed to: neither live, nor of the run that held the environment while it changed it; or
 * a canary that got more than its share. `versionOf` names what the service of a run says it is.
 */
export function notAllowed(
  visits: readonly Visit[],
  changes: readonly LoggedChange[],
  versionOf: (runId: string) => string,
): string[] {
  const stretches = stretchesOf(changes, versionOf);
  const wrong: string[] = [];
  for (const visit of visits) {
    if (visit.version === '') continue;
    const during = stretches.filter(({ from, until }) => visit.askedAt < until && visit.heardAt >= from);
    if (during.some(({ versions }) => versions.has(visit.version))) continue;
    wrong.push(
      `${visit.version} answered at ${visit.askedAt}, when only ${during.map(({ versions }) => [...versions].join(' or ')).join(', ')} might`,
    );
  }
  return [...wrong, ...tooMuch(visits, stretches)];
}

function stretchesOf(changes: readonly LoggedChange[], versionOf: (runId: string) => string): Stretch[] {
  let environment = newEnvironment('production');
  return changes.map(({ at, event }, index) => {
    environment = decideEnvironment(environment, event, at).environment;
    const until = changes[index + 1]?.at ?? Infinity;
    const { candidate } = environment;
    // The shift to all of the traffic comes before its record: a canary that is about to go live may have it all.
    const next = changes[index + 1]?.event;
    const goesLive = next?.type === 'changed' && next.change.type === 'went-live';
    const canary =
      !goesLive && candidate && candidate.weight > 0 && candidate.weight < 100
        ? { canary: { version: versionOf(candidate.release.runId), weight: candidate.weight } }
        : {};
    return { from: at, until, versions: mayAnswer(environment, event, versionOf), ...canary };
  });
}

/** What is live; and what the run that holds the environment brings, until it has brought it back. */
function mayAnswer(now: Environment, event: EnvironmentEvent, versionOf: (runId: string) => string): Set<string> {
  const runs = [now.live?.release.runId, now.candidate?.release.runId];
  const over = event.type === 'changed' && (event.change.type === 'restored' || event.change.type === 'went-live');
  if (now.claim && !over) runs.push(now.claim.runId);
  return new Set(runs.flatMap((run) => (run === undefined ? [] : [versionOf(run)])));
}

function tooMuch(visits: readonly Visit[], stretches: readonly Stretch[]): string[] {
  return stretches.flatMap(({ from, until, canary }) => {
    if (!canary) return [];
    const during = visits.filter(
      ({ askedAt, heardAt, version }) => askedAt >= from && heardAt < until && version !== '',
    );
    const share = during.filter(({ version }) => version === canary.version).length;
    const most = during.length * (canary.weight / 100 + SHARE_SLACK) + BLOCK_REQUESTS * (canary.weight / 100);
    return share > most
      ? [`the canary ${canary.version} answered ${share} of ${during.length} requests at ${canary.weight} %`]
      : [];
  });
}
