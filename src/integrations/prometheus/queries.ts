import type { Colour } from '../../ports/release.ts';
import { presets, type PresetName, type Queries } from './presets.ts';

export type Names = { names: PresetName; select?: string | undefined } | { queries: Queries };

/** What a query is about. */
export interface About {
  environment: string;
  colour: Colour;
  /** The commit of the release in that colour; undefined where there is none. */
  release: string | undefined;
  windowMs: number;
}

/** The queries with their blanks filled in. */
export function queriesFor(names: Names, about: About): Queries {
  const { requests, errors, latency, unit } = queriesOf(names);
  const fill = (query: string) => filled(query, about);
  return {
    requests: fill(requests),
    errors: fill(errors),
    latency: latency === undefined ? undefined : fill(latency),
    unit,
  };
}

/** Whether any of the queries tells colours apart by what runs in them. */
export function asksForRelease(names: Names): boolean {
  return JSON.stringify(queriesOf(names)).includes('{{release}}');
}

function queriesOf(names: Names): Queries {
  if ('queries' in names) return names.queries;
  const { select, queries } = presets[names.names];
  return queries(names.select ?? select);
}

function filled(query: string, { environment, colour, release = '', windowMs }: About): string {
  return query
    .replaceAll('{{environment}}', () => quoted(environment))
    .replaceAll('{{colour}}', colour)
    .replaceAll('{{release}}', () => quoted(release))
    .replaceAll('{{window}}', `${windowMs}ms`);
}

/** Stands between double quotes. */
function quoted(text: string): string {
  return text.replaceAll(/["\\]/g, String.raw`\$&`);
}
