import type { Colour, Release } from '../../ports/release.ts';

/** Where a container of ours belongs. */
export interface Place {
  /** Names this Shipchart among those that share a daemon. */
  site: string;
  environment: string;
  colour: Colour;
}

const PREFIX = 'dev.shipchart';
const SITE_CHARACTERS = 8;

/** All that is needed to find a container again after any restart. */
export function labelsOf(place: Place, release: Release, service: string, port: number): Record<string, string> {
  return {
    [`${PREFIX}.site`]: place.site,
    [`${PREFIX}.environment`]: place.environment,
    [`${PREFIX}.colour`]: place.colour,
    [`${PREFIX}.release`]: JSON.stringify(release),
    [`${PREFIX}.service`]: service,
    [`${PREFIX}.port`]: String(port),
  };
}

/** A filter of the Engine API for everything that stands in a colour. */
export function filterOf({ site, environment, colour }: Place): string {
  const label = [`site=${site}`, `environment=${environment}`, `colour=${colour}`].map((each) => `${PREFIX}.${each}`);
  return JSON.stringify({ label });
}

/** The same for the same place in a release, so that two that launch at once make one. */
export function nameOf({ site, environment, colour }: Place, service: string, number: number): string {
  return ['shipchart', site.slice(0, SITE_CHARACTERS), environment, colour, service, String(number)].join('-');
}

export function releaseIn(labels: Readonly<Record<string, string>>): Release {
  return JSON.parse(labels[`${PREFIX}.release`] ?? '') as Release;
}

export function serviceIn(labels: Readonly<Record<string, string>>): string {
  return labels[`${PREFIX}.service`] ?? '';
}

export function portIn(labels: Readonly<Record<string, string>>): number {
  return Number(labels[`${PREFIX}.port`]);
}
