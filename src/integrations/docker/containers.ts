import type { Release } from '../../ports/release.ts';
import { EngineRefusal, type Engine } from './engine.ts';
import { filterOf, labelsOf, nameOf, portIn, releaseIn, serviceIn, type Place } from './labels.ts';

const STOP_ANSWER_MS = 30_000;
const LOG_FILE_MIB = 10;
const LOG_FILES = 3;

/** How an environment's containers run. */
export interface ContainerSettings {
  /** `host`: the program listens on the port that it is told; else a network of Docker's, and the port is published on loopback. */
  network: string;
  /** Where the program listens inside its container; with `host`, it is told another. */
  port: number;
  variables: Readonly<Record<string, string>>;
  memoryMib?: number | undefined;
  cpus?: number | undefined;
}

/** A container of ours, as it is now. */
export interface Found {
  id: string;
  state: 'created' | 'running' | 'restarting' | 'exited' | 'dead' | 'paused' | 'removing';
  release: Release;
  service: string;
  /** On loopback. */
  port: number;
}

/** Everything that stands in a colour, whatever state it is in. */
export async function containersIn(engine: Engine, place: Place): Promise<Found[]> {
  const query = { all: '1', filters: filterOf(place) };
  const listed = await engine.call<{ Id: string; State: Found['state']; Labels: Record<string, string> }[]>(
    'GET',
    '/containers/json',
    { query },
  );
  return listed.map(({ Id, State, Labels }) => ({
    id: Id,
    state: State,
    release: releaseIn(Labels),
    service: serviceIn(Labels),
    port: portIn(Labels),
  }));
}

/** What one container shall be. */
export interface Wanted {
  place: Place;
  release: Release;
  service: string;
  /** From 1, among those of its service. */
  number: number;
  image: string;
  /** On loopback, free. */
  port: number;
  settings: ContainerSettings;
}

/** Makes and starts one; of two that do it at once, the second starts what the first made. */
export async function startContainer(engine: Engine, wanted: Wanted): Promise<void> {
  const name = nameOf(wanted.place, wanted.service, wanted.number);
  await engine.call('POST', '/containers/create', { query: { name }, body: bodyOf(wanted) }).catch((error: unknown) => {
    if (!(error instanceof EngineRefusal) || error.status !== 409) throw error;
  });
  await engine.call('POST', `/containers/${name}/start`);
}

/** Asks it to end, waits for `seconds`, ends it, and removes it. One that is gone stays gone. */
export async function removeContainer(engine: Engine, id: string, seconds: number): Promise<void> {
  const limitMs = seconds * 1_000 + STOP_ANSWER_MS;
  await gone(engine.call('POST', `/containers/${id}/stop`, { query: { t: String(seconds) }, limitMs }));
  await gone(engine.call('DELETE', `/containers/${id}`, { query: { force: '1', v: '1' } }));
}

async function gone(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    // 404: nobody is there; 409: its removal is under way.
    if (!(error instanceof EngineRefusal) || ![404, 409].includes(error.status)) throw error;
  });
}

function bodyOf({ place, release, service, image, port, settings }: Wanted) {
  const onHost = settings.network === 'host';
  const inside = `${settings.port}/tcp`;
  const variables = { ...settings.variables, PORT: String(onHost ? port : settings.port) };
  return {
    Image: image,
    Labels: labelsOf(place, release, service, port),
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...(onHost ? {} : { ExposedPorts: { [inside]: {} } }),
    HostConfig: {
      NetworkMode: settings.network,
      // Back after a restart of the daemon, and gone once we have stopped it.
      RestartPolicy: { Name: 'unless-stopped' },
      ...(onHost ? {} : { PortBindings: { [inside]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] } }),
      ...(settings.memoryMib === undefined ? {} : { Memory: settings.memoryMib * 1024 * 1024 }),
      ...(settings.cpus === undefined ? {} : { NanoCpus: Math.round(settings.cpus * 1e9) }),
      LogConfig: { Type: 'json-file', Config: { 'max-size': `${LOG_FILE_MIB}m`, 'max-file': String(LOG_FILES) } },
      SecurityOpt: ['no-new-privileges'],
      Init: true,
    },
  };
}
