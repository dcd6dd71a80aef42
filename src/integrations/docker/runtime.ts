import { createServer } from 'node:net';
import { WorldFailure } from '../../ports/failure.ts';
import type { Colour, Release } from '../../ports/release.ts';
import type { ColourStatus, Runtime } from '../../ports/runtime.ts';
import { containersIn, removeContainer, startContainer, type ContainerSettings, type Found } from './containers.ts';
import type { Engine } from './engine.ts';
import { askHealth, sendWarmUp, type WarmUp } from './health.ts';
import type { Place } from './labels.ts';
import type { ImageStore } from './image-store.ts';

const LAST_LINES = 20;
const DETAIL_CHARACTERS_MAX = 2_000;
/** A program that ended before it was healthy is not given time to drain. */
const FAILED_STOP_SECONDS = 1;

export interface DockerEnvironment extends ContainerSettings {
  /** Containers of each service. */
  instances: number;
  /** A release is healthy when a GET of this path answers 200 on each container of its entry service. */
  healthPath: string;
  /** A release that is not healthy after this has failed. */
  healthSeconds: number;
  /** How long a container may finish what it has begun. */
  drainSeconds: number;
  warmUp?: WarmUp | undefined;
}

export interface DockerParts {
  engine: Engine;
  images: ImageStore;
  /** Names this Shipchart among those that share the daemon. */
  site: string;
  /** The settings of an environment. @throws where it is not Docker's */
  settingsOf(environment: string): DockerEnvironment;
  now(): number;
}

/** Where a container takes requests. */
export interface Target {
  id: string;
  /** On loopback. */
  port: number;
}

export interface DockerRuntime extends Runtime {
  /** What runs in `colour` and takes requests, in a steady order. */
  targets(environment: string, colour: Colour): Promise<Target[]>;
}

/**
 * Releases as containers. What stands where is read from the daemon's labels at each call, so neither a restart of the control plane nor one
 * of the daemon loses anything; only the warm-up is sent anew. Whatever else is found in a colour is removed by the next launch there.
 */
export function createDockerRuntime(parts: DockerParts): DockerRuntime {
  const passed = new Set<string>();
  const since = new Map<string, number>();
  const placeOf = (environment: string, colour: Colour): Place => ({ site: parts.site, environment, colour });
  const found = (environment: string, colour: Colour) => containersIn(parts.engine, placeOf(environment, colour));
  return {
    async launch(environment, colour, release) {
      const images = await imagesOf(parts.images, release);
      const standing = await found(environment, colour);
      if (isComplete(standing, release, parts.settingsOf(environment))) return;
      await removeAll(parts, standing, environment);
      for (const { id } of standing) since.delete(id);
      await startAll(parts, placeOf(environment, colour), release, images);
    },
    async status(environment, colour) {
      const containers = await found(environment, colour);
      return statusOf(parts, environment, containers, { passed, since });
    },
    async retire(environment, colour) {
      await removeAll(parts, await found(environment, colour), environment);
    },
    async targets(environment, colour) {
      const containers = await found(environment, colour);
      const entry = entryOf(containers);
      return containers
        .filter(({ service, state }) => service === entry && state === 'running')
        .map(({ id, port }) => ({ id, port }))
        .sort((a, b) => a.port - b.port);
    },
  };
}

/** The service that takes requests: the release's first. */
function entryOf([first]: readonly Found[]): string | undefined {
  return first && Object.keys(first.release.services)[0];
}

async function imagesOf(images: ImageStore, release: Release): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [service, digest] of Object.entries(release.services))
    found.set(service, await images.fetch(service, digest));
  if (found.size > 0) return found;
  throw new WorldFailure({
    code: 'image-missing',
    message: `${release.id} holds no service.`,
    hint: 'Let an image step run before the deploy.',
    retry: false,
  });
}

/** All of it is there and none has ended: a repeat changes nothing. */
function isComplete(standing: readonly Found[], release: Release, { instances }: DockerEnvironment): boolean {
  const same = standing.filter(({ release: { id, runId } }) => id === release.id && runId === release.runId);
  const wanted = Object.keys(release.services).length * instances;
  return same.length === standing.length && same.length === wanted && same.every(({ state }) => state === 'running');
}

async function removeAll(parts: DockerParts, standing: readonly Found[], environment: string): Promise<void> {
  const { drainSeconds } = parts.settingsOf(environment);
  await Promise.all(standing.map(({ id }) => removeContainer(parts.engine, id, drainSeconds)));
}

async function startAll(
  { engine, settingsOf }: DockerParts,
  place: Place,
  release: Release,
  images: ReadonlyMap<string, string>,
): Promise<void> {
  const settings = settingsOf(place.environment);
  for (const [service, image] of images) {
    for (let number = 1; number <= settings.instances; number++) {
      await startContainer(engine, { place, release, service, number, image, port: await freePort(), settings });
    }
  }
}

interface Seen {
  /** Containers that were healthy and are warm. */
  passed: Set<string>;
  /** When a container was first looked at. */
  since: Map<string, number>;
}

async function statusOf(
  parts: DockerParts,
  environment: string,
  containers: readonly Found[],
  seen: Seen,
): Promise<ColourStatus> {
  const [first] = containers;
  if (!first) return { state: 'empty' };
  const { release } = first;
  const settings = parts.settingsOf(environment);
  const ended = containers.find(({ state }) => state !== 'running');
  if (ended) return { state: 'failed', release, detail: await lastWords(parts.engine, ended) };
  const entry = entryOf(containers);
  const serving = containers.filter(({ service }) => service === entry);
  const said = (await Promise.all(serving.map((each) => look(parts, each, settings, seen)))).find(
    (each) => each !== undefined,
  );
  if (said === undefined) return { state: 'healthy', release, instances: serving.length };
  const waited = parts.now() - Math.min(...serving.map(({ id }) => seen.since.get(id) ?? parts.now()));
  if (waited < settings.healthSeconds * 1_000) return { state: 'starting', release };
  return { state: 'failed', release, detail: `not healthy after ${settings.healthSeconds} s: ${said}` };
}

/** Undefined where the container is healthy and warm; else what is missing. */
async function look(
  { now }: DockerParts,
  { id, port }: Found,
  settings: DockerEnvironment,
  { passed, since }: Seen,
): Promise<string | undefined> {
  if (!since.has(id)) since.set(id, now());
  const said = await askHealth(port, settings.healthPath);
  if (said !== undefined || passed.has(id)) return said;
  await sendWarmUp(port, settings.warmUp);
  passed.add(id);
  return undefined;
}

/** What it wrote last; it is stopped, so that it does not start again and again. */
async function lastWords(engine: Engine, { id, state }: Found): Promise<string> {
  const said = await engine.logs(id, LAST_LINES);
  if (state === 'restarting')
    await engine.call('POST', `/containers/${id}/stop`, { query: { t: String(FAILED_STOP_SECONDS) } });
  return said.trim().slice(-DETAIL_CHARACTERS_MAX) || `it is ${state} and said nothing`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
