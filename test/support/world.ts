import { newEnvironment, type Environment } from '../../src/engine/environment/environment.ts';
import { WorldFailure } from '../../src/ports/failure.ts';
import type { LoadGenerator } from '../../src/ports/load-generator.ts';
import type { CommandStatus } from '../../src/ports/command-runner.ts';
import type { PastTick, Reading } from '../../src/ports/metrics.ts';
import type { Colour, Weights } from '../../src/ports/release.ts';
import type { Counters } from '../../src/ports/router.ts';
import type { ColourStatus } from '../../src/ports/runtime.ts';
import type { Commit } from '../../src/ports/source.ts';
import type { StepPorts } from '../../src/steps/step-ports.ts';

type PortName = keyof StepPorts;
type Call = { name: string; arguments: unknown[] };

/** Everything outside a step, in memory: what it holds is set by a test, what reached it is written down, and any call can be told to fail. */
export interface World {
  ports: StepPorts;
  /** Every call that got through, oldest first, as `port.method`. */
  calls: Call[];
  /** Arguments of the calls of one method. */
  callsOf(name: string): unknown[][];
  /** The next `times` calls of `port.method` fail. */
  fail(name: `${PortName}.${string}`, failure: WorldFailure, times?: number): void;
  environments: Record<string, Environment>;
  weights: Weights;
  colours: Record<Colour, ColourStatus>;
  counters: Record<Colour, Counters>;
  /** What the metrics' source says instead of counters. */
  noData?: Reading;
  history: PastTick[];
  commands: Record<string, CommandStatus>;
  commits: Commit[];
  /** `ancestor commit` pairs that hold beside a commit being its own ancestor. */
  ancestors: Set<string>;
  changedPaths: string[];
  files: string[];
  /** Folder that stands for every checkout and copy. */
  directory: string;
  groups: Record<string, string[]>;
  /** People by their mail address. */
  mail: Record<string, string>;
  advisories: Awaited<ReturnType<StepPorts['advisories']['ask']>>;
  loadGenerators: LoadGenerator[];
  /** Text appended to blobs, by name. */
  blobs: Record<string, string>;
}

export function newWorld(): World {
  const world: World = {
    ports: {} as StepPorts,
    calls: [],
    callsOf: (name) => world.calls.filter((call) => call.name === name).map((call) => call.arguments),
    fail: (name, failure, times = 1) => failures.push(...Array.from({ length: times }, () => ({ name, failure }))),
    environments: {},
    weights: { blue: 0, green: 0 },
    colours: { blue: { state: 'empty' }, green: { state: 'empty' } },
    counters: { blue: noTraffic(), green: noTraffic() },
    history: [],
    commands: {},
    commits: [],
    ancestors: new Set(),
    changedPaths: [],
    files: [],
    directory: '/nowhere',
    groups: {},
    mail: {},
    advisories: { state: 'answered', findings: [] },
    loadGenerators: [],
    blobs: {},
  };
  const failures: { name: string; failure: WorldFailure }[] = [];
  const before = (name: string, given: unknown[]) => {
    const index = failures.findIndex((each) => each.name === name);
    const [next] = index < 0 ? [] : failures.splice(index, 1);
    if (next) throw next.failure;
    world.calls.push({ name, arguments: given });
  };
  const { loadGenerators: _, ...rest } = everything(world);
  world.ports = {
    ...(Object.fromEntries(
      Object.entries(rest).map(([name, port]) => [name, watched(name, port, before)]),
    ) as unknown as StepPorts),
    get loadGenerators() {
      return world.loadGenerators;
    },
  };
  return world;
}

export function noTraffic(): Counters {
  return { epoch: 'first', requests: 0, errors: 0, statuses: {}, latency: [] };
}

/** A failure of the world, as good as any. */
export function down(what = 'it'): WorldFailure {
  return new WorldFailure({ code: 'down', message: `${what} is down.`, hint: 'Wait.', retry: true });
}

/** Every asynchronous method of the port is told of first, and may fail instead. */
function watched(port: string, object: object, before: (name: string, given: unknown[]) => void): object {
  const methods = Object.entries(object as Record<string, unknown>).map(([method, call]) => {
    if (typeof call !== 'function') return [method, call];
    const later = call as (...given: unknown[]) => unknown;
    return [
      method,
      (...given: unknown[]) => {
        const result = () => {
          before(`${port}.${method}`, given);
          return later(...given);
        };
        return later.constructor.name === 'AsyncFunction' ? (async () => result())() : result();
      },
    ];
  });
  return Object.fromEntries(methods) as object;
}

function everything(world: World): StepPorts {
  return {
    ...delivering(world),
    ...working(world),
    ...telling(world),
    environments: { stateOf: async (name) => world.environments[name] ?? newEnvironment(name) },
    places: {
      urlOf: async (environment) => `http://${environment}.test`,
      linkTo: (runId, node) => `http://here.test/runs/${runId}${node === undefined ? '' : `#${node}`}`,
      commandEnvironment: () => ({ PATH: '/usr/bin:/bin' }),
    },
    people: { membersOf: (group) => world.groups[group], byMail: (address) => world.mail[address] },
    loadGenerators: [],
  };
}

function delivering(
  world: World,
): Pick<StepPorts, 'runtime' | 'router' | 'metrics' | 'metricsSources' | 'cdn' | 'images'> {
  const invalidations = new Map<string, string>();
  return {
    runtime: {
      launch: async (_, colour, release) => {
        const now = world.colours[colour];
        const same = now.state !== 'empty' && now.state !== 'failed' && now.release.id === release.id;
        if (!same) world.colours[colour] = { state: 'starting', release };
      },
      status: async (_, colour) => world.colours[colour],
      retire: async (_, colour) => void (world.colours[colour] = { state: 'empty' }),
    },
    router: {
      splitOf: () => 'shuffled',
      weights: async () => world.weights,
      shift: async (environment, { from, to }) => {
        const live = JSON.stringify(world.weights);
        if (live !== JSON.stringify(from) && live !== JSON.stringify(to)) throw surprise(environment, live);
        world.weights = to;
      },
      renew: async () => {},
      counters: async () => structuredClone(world.counters),
    },
    metricsSources: {},
    metrics: {
      read: async () => world.noData ?? { state: 'counted', colours: structuredClone(world.counters) },
      history: async () => world.history,
    },
    cdn: {
      invalidate: async (_, __, key) => {
        const id = invalidations.get(key) ?? `inv-${invalidations.size + 1}`;
        invalidations.set(key, id);
        return { id, state: 'in-progress' };
      },
      status: async (_, id) => ({ id, state: 'completed', dropped: 3 }),
    },
    images: {
      build: async ({ service, commit }) => ({
        digest: `sha256:${commit}`,
        reference: `oci:/images:${service}`,
        bytes: 1_000,
        layers: 2,
      }),
    },
  };
}

function surprise(environment: string, live: string): WorldFailure {
  return new WorldFailure({
    code: 'weights-surprise',
    message: `${environment} splits ${live}.`,
    hint: 'See who changed it.',
    retry: false,
  });
}

function working(world: World): Pick<StepPorts, 'source' | 'workspaces' | 'blobs' | 'commands' | 'advisories'> {
  const prepared = new Set<string>();
  return {
    source: {
      resolve: async (ref) => world.commits.find(({ id }) => id === ref) ?? refuse(`there is no ${ref}`),
      file: async () => undefined,
      checkout: async () => {},
      isAncestor: async (ancestor, commit) => ancestor === commit || world.ancestors.has(`${ancestor} ${commit}`),
      log: async () => world.commits,
      files: async () => world.files,
      changedPaths: async () => world.changedPaths,
      changedLines: async () => world.changedPaths.map((path) => ({ path, added: 2, removed: 1 })),
    },
    workspaces: {
      checkout: async () => world.directory,
      restorePrepared: async (_, key) => (prepared.has(key) ? 'restored' : 'absent'),
      keepPrepared: async (_, key) => {
        prepared.add(key);
        return { kept: true };
      },
      copy: async () => world.directory,
      discard: async () => {},
    },
    blobs: {
      append: async (name, text) => void (world.blobs[name] = (world.blobs[name] ?? '') + text),
      read: async (name, offset, limit) =>
        new TextEncoder().encode(world.blobs[name] ?? '').subarray(offset, offset + limit),
      write: async (name, bytes) => void (world.blobs[name] = new TextDecoder().decode(bytes)),
      size: async (name) => world.blobs[name]?.length,
      watch: () => {},
      path: (name) => `/blobs/${name}`,
    },
    commands: {
      start: async (key) => void (world.commands[key] ??= { state: 'running', startedAt: 0 }),
      status: async (key) => world.commands[key] ?? { state: 'unknown' },
      stop: async (key) => {
        world.commands[key] = { state: 'ended', exitCode: null, signal: 'SIGTERM', because: 'stopped', durationMs: 1 };
      },
    },
    advisories: { ask: async () => world.advisories },
  };
}

function telling(_: World): Pick<StepPorts, 'notifier' | 'pager'> {
  return { notifier: { send: async () => {} }, pager: { open: async ({ key }) => ({ id: key }) } };
}

function refuse(why: string): never {
  throw new WorldFailure({ code: 'unknown-ref', message: why, hint: 'Look again.', retry: false });
}
