import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WorldFailure } from '../../ports/failure.ts';
import type { Colour, Weights } from '../../ports/release.ts';
import type { Counters, Router, Shift } from '../../ports/router.ts';
import type { ColourStatus } from '../../ports/runtime.ts';
import { areSame, refusalOf, sayWeights } from '../../ports/shift-rules.ts';
import { askAt, type Ask } from './admin-socket.ts';
import { countersOf, sinceNow, totalsOf } from './counters.ts';
import { readMemory, writeMemory, type Memory } from './memory.ts';
import { countsOf, serversOf, type Server, type ServerCounts } from './servers.ts';
import { serverWeights, sharesOf } from './shares.ts';

const COLOURS: readonly Colour[] = ['blue', 'green'];
/** HAProxy tells nobody when a server comes up; its own checks take half a second each. */
const UP_LOOK_MS = 100;
const UP_LIMIT_MS = 15_000;

export interface HaproxyEnvironment {
  /** Path of a `stats socket … level admin`. */
  socket: string;
  /** The backend whose servers are `blue-1`, `blue-2` …, `green-1` … */
  backend: string;
  /** Where HAProxy's `server-state-file` is, for what is set here to outlive a reload. */
  stateFile?: string | undefined;
}

export interface HaproxyParts {
  /** @throws where it is not HAProxy's */
  settingsOf(environment: string): HaproxyEnvironment;
  /** Where the fencing numbers and the counters' beginnings are kept. */
  directory: string;
  /** What runs in a colour. */
  targets(environment: string, colour: Colour): Promise<readonly { id: string; port: number }[]>;
  statusOf(environment: string, colour: Colour): Promise<ColourStatus>;
  now(): number;
}

/**
 * Weights over HAProxy's runtime API, with its `balance random(1)`: a coin for each request. It has no lease: where the control plane is gone,
 * a canary keeps its share until it is back.
 */
export function createHaproxyRouter(parts: HaproxyParts): Router {
  const at = (environment: string) => {
    const settings = parts.settingsOf(environment);
    return { ...settings, ask: askAt(settings.socket), file: join(parts.directory, `${environment}.json`) };
  };
  return {
    splitOf: () => 'coin',
    weights: async (environment) => {
      const { ask, backend } = at(environment);
      return sharesOf(await serversOf(ask, backend));
    },
    shift: async (environment, change) => {
      const place = at(environment);
      const targets = await both((colour) => parts.targets(environment, colour));
      // Whoever is new in a colour is counted from here on, before their first request.
      const { memory } = await count(place, targets);
      const weights = sharesOf(await serversOf(place.ask, place.backend));
      const statuses = await both((colour) => parts.statusOf(environment, colour));
      const refusal = refusalOf(change, { environment, weights, fence: memory.fence, statuses });
      if (refusal) throw refusal;
      // Before the first change, so that nobody with an older number comes after it.
      await writeMemory(place.file, { ...memory, fence: Math.max(memory.fence, change.fence) });
      if (!areSame(weights, change.to)) await move(place, change, targets, environment);
    },
    renew: async () => {},
    counters: async (environment) => {
      const place = at(environment);
      const { all, memory } = await count(place, await both((colour) => parts.targets(environment, colour)));
      return both(async (colour): Promise<Counters> => {
        const seconds = all
          .filter((counts) => counts.colour === colour)
          .flatMap(({ lastSeconds }) => lastSeconds ?? []);
        const last = seconds.length === 0 ? undefined : Math.min(...seconds);
        return countersOf(memory.since[colour], totalsOf(all, colour), last, parts.now());
      });
    },
  };
}

interface Place extends HaproxyEnvironment {
  ask: Ask;
  file: string;
}

type Targets = Readonly<Record<Colour, readonly { id: string; port: number }[]>>;

/** What was counted so far, and from where each colour's counters are read. */
async function count(
  { ask, backend, file }: Place,
  targets: Targets,
): Promise<{ all: ServerCounts[]; memory: Memory }> {
  const all = await countsOf(ask, backend);
  const known = await readMemory(file);
  const since = await both(async (colour) =>
    sinceNow(known.since[colour], targets[colour].map(({ id }) => id).join(' '), totalsOf(all, colour)),
  );
  const memory = { ...known, since };
  if (COLOURS.some((colour) => since[colour] !== known.since[colour])) await keep(file, memory);
  return { all, memory };
}

/** First every colour that gets traffic is brought up, then all weights change one right after the other. */
async function move(place: Place, { to }: Shift, targets: Targets, environment: string): Promise<void> {
  const { ask, backend } = place;
  const weights = serverWeights(to, { blue: targets.blue.length, green: targets.green.length });
  if (!weights) throw tooFine(to);
  const servers = await serversOf(ask, backend);
  const fit = COLOURS.flatMap((colour) => (to[colour] > 0 ? seat(servers, colour, targets[colour], environment) : []));
  if (fit.length > 0) await ask(...fit.flatMap(({ name, port }) => bringUp(backend, name, port)));
  await untilUp(place, fit, environment);
  const seated = new Set(fit.map(({ name }) => name));
  await ask(
    ...servers.map(
      ({ name, colour }) => `set server ${backend}/${name} weight ${seated.has(name) ? weights[colour] : 0}`,
    ),
  );
  const found = sharesOf(await serversOf(ask, backend));
  if (!areSame(found, to)) throw notTaken(environment, found, to);
  if (place.stateFile !== undefined) await writeFile(place.stateFile, await ask('show servers state'));
}

/** Gives each container a server of its colour. */
function seat(servers: readonly Server[], colour: Colour, targets: readonly { port: number }[], environment: string) {
  const seats = servers.filter((server) => server.colour === colour);
  if (targets.length > seats.length) throw tooFewServers(environment, colour, seats.length, targets.length);
  return targets.map(({ port }, index) => ({ name: (seats[index] as Server).name, port }));
}

function bringUp(backend: string, name: string, port: number): string[] {
  return [`set server ${backend}/${name} addr 127.0.0.1 port ${port}`, `set server ${backend}/${name} state ready`];
}

async function untilUp({ ask, backend }: Place, fit: readonly { name: string }[], environment: string): Promise<void> {
  const wanted = new Set(fit.map(({ name }) => name));
  const deadline = performance.now() + UP_LIMIT_MS;
  for (;;) {
    const down = (await serversOf(ask, backend)).filter(({ name, up }) => wanted.has(name) && !up);
    if (down.length === 0) return;
    if (performance.now() > deadline) throw notUp(environment, down);
    await pause(UP_LOOK_MS);
  }
}

/** A shift may have raised the number meanwhile. */
async function keep(file: string, memory: Memory): Promise<void> {
  const { fence } = await readMemory(file);
  await writeMemory(file, { ...memory, fence: Math.max(fence, memory.fence) });
}

async function both<Value>(of: (colour: Colour) => Promise<Value>): Promise<Record<Colour, Value>> {
  const [blue, green] = await Promise.all([of('blue'), of('green')]);
  return { blue, green };
}

function tooFine(to: Weights): WorldFailure {
  return new WorldFailure({
    code: 'weights-wrong',
    message: `HAProxy can't split by ${sayWeights(to)}: its weights end at 256.`,
    hint: 'Choose a rounder share, such as 1 %.',
    retry: false,
  });
}

function tooFewServers(environment: string, colour: Colour, seats: number, wanted: number): WorldFailure {
  return new WorldFailure({
    code: 'haproxy-servers',
    message: `HAProxy's backend of ${environment} has ${seats} servers called ${colour}-…, and ${wanted} containers run there.`,
    hint: `Add lines up to \`server ${colour}-${wanted}\` to the backend, and reload HAProxy.`,
    retry: false,
  });
}

function notUp(environment: string, down: readonly Server[]): WorldFailure {
  return new WorldFailure({
    code: 'colour-not-healthy',
    message: `HAProxy finds ${down.map(({ name }) => name).join(', ')} of ${environment} down, although the containers are healthy.`,
    hint: 'Nothing was shifted. Compare the `option httpchk` of its backend with the health path in shipchart.yaml.',
    retry: true,
  });
}

function notTaken(environment: string, found: Weights, to: Weights): WorldFailure {
  return new WorldFailure({
    code: 'weights-surprise',
    message: `${environment} stands at ${sayWeights(found)} right after HAProxy was told ${sayWeights(to)}.`,
    hint: 'Somebody else sets these weights, or the backend has servers that are not ours; look before going on.',
    retry: false,
  });
}
