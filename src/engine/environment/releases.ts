import type { Environment, HeldRelease, Slot, SlotColour } from './environment.ts';

/** Banned releases kept per environment; older ones have long left every registry and retry. */
const BAD_RELEASES_MAX = 100;
/** Good releases kept per environment, for a way back. */
const GOOD_RELEASES_MAX = 20;

/** The same for releases of the same images, whatever they are called and whoever built them. */
export function releaseKey({ services }: HeldRelease): string {
  return Object.keys(services)
    .toSorted()
    .map((name) => `${name}=${services[name]}`)
    .join(' ');
}

export function sameRelease(one: HeldRelease | undefined, other: HeldRelease | undefined): boolean {
  return one !== undefined && other !== undefined && releaseKey(one) === releaseKey(other);
}

/** Whether automation may not bring this release: it was rolled back here. */
export function isBad(environment: Environment, release: HeldRelease): boolean {
  return environment.bad.some((banned) => sameRelease(banned.release, release));
}

export function ban(environment: Environment, release: HeldRelease, reason: string, now: number): void {
  if (isBad(environment, release)) return;
  environment.bad = [...environment.bad, { release, reason, at: now }].slice(-BAD_RELEASES_MAX);
}

/** Writes down that the run of what is live passed. */
export function rememberGood(environment: Environment, live: Slot): void {
  environment.lastGood = structuredClone(live);
  const others = (environment.good ?? []).filter((release) => !sameRelease(release, live.release));
  environment.good = [...others, live.release].slice(-GOOD_RELEASES_MAX);
}

/** Every release that a person may name here, the newest first. */
export function knownReleases({ live, candidate, good = [], bad }: Environment): HeldRelease[] {
  const all = [
    candidate?.release,
    live?.release,
    ...good.toReversed(),
    ...bad.map(({ release }) => release).toReversed(),
  ];
  const known = all.filter((release) => release !== undefined);
  return known.filter((release, index) => known.findIndex((other) => sameRelease(other, release)) === index);
}

export function otherColour(colour: SlotColour): SlotColour {
  return colour === 'blue' ? 'green' : 'blue';
}
