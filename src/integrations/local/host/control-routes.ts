import type { Command } from '../../../ports/command-runner.ts';
import type { Colour, Release } from '../../../ports/release.ts';
import type { Shift } from '../../../ports/router.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import type { Host } from './host.ts';

/** Does what a call asks and returns what to answer. `parts`: the decoded variable parts of the path; `body`: what our own client sent. */
export type Handler = (host: Host, parts: readonly string[], body: unknown) => unknown;

interface ControlRoute {
  method: string;
  /** `*` stands for one part. */
  path: readonly string[];
  handle: Handler;
}

const ROUTES: readonly ControlRoute[] = [
  route('GET', 'environments', (host) => host.environments().map((environment) => environment.describe())),
  route('PUT', 'environments/*', async (host, [name], settings) => {
    return (await host.configure(text(name), settings as Partial<EnvironmentSettings>)).describe();
  }),
  route('GET', 'environments/*', (host, [name]) => host.environment(text(name)).describe()),
  route('GET', 'environments/*/weights', (host, [name]) => host.environment(text(name)).traffic.weights),
  route('GET', 'environments/*/counters', (host, [name]) => host.environment(text(name)).counters()),
  route('GET', 'environments/*/history/*', (host, [name, colour]) =>
    host.environment(text(name)).history(colourOf(colour)),
  ),
  route('POST', 'environments/*/shift', (host, [name], change) =>
    host.environment(text(name)).traffic.shift(change as Shift),
  ),
  route('POST', 'environments/*/renew', (host, [name], body) => {
    return host.environment(text(name)).traffic.renew((body as { fence: number }).fence);
  }),
  route('PUT', 'environments/*/colours/*', (host, [name, colour], release) => {
    return host.environment(text(name)).launch(colourOf(colour), release as Release);
  }),
  route('GET', 'environments/*/colours/*', (host, [name, colour]) =>
    host.environment(text(name)).status(colourOf(colour)),
  ),
  route('DELETE', 'environments/*/colours/*', (host, [name, colour]) =>
    host.environment(text(name)).retire(colourOf(colour)),
  ),
  route('POST', 'environments/*/invalidations', (host, [name], body) => {
    const { paths, key } = body as { paths: string[]; key: string };
    return host.environment(text(name)).invalidate(paths, key);
  }),
  route('GET', 'environments/*/invalidations/*', (host, [name, id]) =>
    host.environment(text(name)).invalidation(text(id)),
  ),
  route('PUT', 'commands/*', (host, [key], command) => host.commands.start(text(key), command as Command)),
  route('GET', 'commands/*', (host, [key]) => host.commands.status(text(key))),
  route('POST', 'commands/*/stop', (host, [key], body) => {
    return host.commands.stop(text(key), (body as { graceMs: number }).graceMs);
  }),
];

/** The handler of a call, with the variable parts of its path; undefined where there is none. */
export function findRoute(method: string, path: string): { handle: Handler; parts: string[] } | undefined {
  const given = path.slice(1).split('/').map(decodeURIComponent);
  for (const { method: wanted, path: pattern, handle } of ROUTES) {
    const fits = wanted === method && pattern.length === given.length;
    if (fits && pattern.every((part, i) => part === '*' || part === given[i])) {
      return { handle, parts: given.filter((_, i) => pattern[i] === '*') };
    }
  }
  return undefined;
}

function route(method: string, path: string, handle: Handler): ControlRoute {
  return { method, path: path.split('/'), handle };
}

function text(part: string | undefined): string {
  return part as string;
}

function colourOf(part: string | undefined): Colour {
  if (part === 'blue' || part === 'green') return part;
  throw new Error(`${part} is no colour`);
}
