import type { IncomingHttpHeaders } from 'node:http';

/** Headers by their name in lower case; repeated ones joined by a comma. */
export type HeaderTable = Readonly<Record<string, string>>;

/** A flat list of names and values as a table. */
export function headerTable(flat: readonly string[]): HeaderTable {
  const table: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) {
    const name = (flat[i] as string).toLowerCase();
    const value = flat[i + 1] as string;
    table[name] = name in table ? `${table[name]}, ${value}` : value;
  }
  return table;
}

/**
 * For how many seconds a shared cache may hand out this answer to a GET (RFC 9111, narrowed: only 200, only with a stated lifetime);
 * 0 where it must not keep it. `now`: milliseconds since 1970.
 */
export function freshSeconds(status: number, headers: HeaderTable, request: IncomingHttpHeaders, now: number): number {
  const control = directives(headers['cache-control']);
  if (status !== 200 || control.has('no-store') || control.has('private') || control.has('no-cache')) return 0;
  if (headers['set-cookie'] !== undefined || headers['vary']?.includes('*')) return 0;
  const shared = control.has('public') || control.has('s-maxage') || control.has('must-revalidate');
  if (request.authorization !== undefined && !shared) return 0;
  const lifetime =
    seconds(control.get('s-maxage')) ?? seconds(control.get('max-age')) ?? untilExpiry(headers['expires'], now);
  return Math.max(0, lifetime - (seconds(headers['age']) ?? 0));
}

/** Tells requests apart that the answer's `Vary` tells apart. */
export function variantKey(vary: string | undefined, request: IncomingHttpHeaders): string {
  const names = (vary ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names
    .filter((name) => name !== '')
    .sort()
    .map((name) => `${name}=${String(request[name] ?? '')}`)
    .join('\n');
}

/** Whether the client holds this answer already, by its ETag. */
export function holdsAlready(ifNoneMatch: string | undefined, etag: string | undefined): boolean {
  if (ifNoneMatch === undefined || etag === undefined) return false;
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => bare(tag) === bare(etag));
}

/** Whether an invalidation of `pattern` drops what is kept for `url` (path and query). A `*` at the end matches the rest. */
export function matchesPath(pattern: string, url: string): boolean {
  const path = pattern.includes('?') ? url : pathOf(url);
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function directives(header: string | undefined): Map<string, string> {
  const parts = (header ?? '').toLowerCase().split(',');
  return new Map(
    parts.map((part) => [part.split('=')[0]?.trim() ?? '', part.split('=')[1]?.trim().replaceAll('"', '') ?? '']),
  );
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function untilExpiry(expires: string | undefined, now: number): number {
  const at = expires === undefined ? Number.NaN : Date.parse(expires);
  return Number.isNaN(at) ? 0 : Math.floor((at - now) / 1_000);
}
