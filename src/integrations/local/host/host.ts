import { WorldFailure } from '../../../ports/failure.ts';
import { Commands } from './commands.ts';
import { completeSettings, type EnvironmentSettings } from './environment-settings.ts';
import { Environment, type HostSurroundings } from './environment.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import type { HostFolder } from './host-folder.ts';
import { imagesOf } from './images.ts';
import { openStateFile, type HostState, type StateFile } from './state-file.ts';

const STOP_GRACE_MS = 5_000;

/** Everything a host supervises. */
export class Host {
  readonly commands: Commands;
  readonly events: EventLog;
  readonly #file: StateFile;
  readonly #environments = new Map<string, Environment>();
  readonly #surroundings: HostSurroundings;
  /** Environments being set up, so that two calls for one name don't make two. */
  #work: Promise<unknown> = Promise.resolve();

  /** Takes over where the host before ended: nothing of it runs any more, and its releases are started anew. */
  static async open(folder: HostFolder, imageLayout: string, log: (line: string) => void): Promise<Host> {
    const file = await openStateFile(folder.stateFile, log);
    file.state.life++;
    await file.save();
    const host = new Host(folder, imageLayout, file, log);
    host.events.tell({ type: 'host-started' });
    await host.commands.restore();
    const records = Object.entries(file.state.environments);
    for (const [name, record] of records)
      host.#environments.set(name, new Environment(name, record, host.#surroundings));
    await Promise.all([...host.#environments.values()].map((environment) => environment.restore()));
    return host;
  }

  private constructor(folder: HostFolder, imageLayout: string, file: StateFile, log: (line: string) => void) {
    this.#file = file;
    this.events = createEventLog(file.state.life);
    this.commands = new Commands(folder.commands, this.events.tell);
    this.#surroundings = {
      images: imagesOf(imageLayout, folder.unpacked, () => heldDigests(file.state)),
      logs: folder.releaseLogs,
      past: folder.past,
      takenPorts: new Set(),
      tell: this.events.tell,
      save: () => file.save(),
      log,
      random: Math.random,
    };
  }

  /** @throws WorldFailure `environment-unknown` */
  environment(name: string): Environment {
    const found = this.#environments.get(name);
    if (found) return found;
    throw new WorldFailure({
      code: 'environment-unknown',
      message: `The host runs no environment ${JSON.stringify(name)}.`,
      hint: `It runs: ${[...this.#environments.keys()].join(', ') || 'none yet'}.`,
      retry: false,
    });
  }

  environments(): Environment[] {
    return [...this.#environments.values()];
  }

  /** Makes or changes an environment. @throws WorldFailure `settings-wrong`, `port-in-use`, `port-refused` */
  configure(name: string, given: Partial<EnvironmentSettings>): Promise<Environment> {
    const turn = this.#work.then(() => this.#configureNow(name, completeSettings(name, given)));
    this.#work = turn.catch(() => undefined);
    return turn;
  }

  async #configureNow(name: string, settings: EnvironmentSettings): Promise<Environment> {
    const known = this.#environments.get(name);
    if (known) {
      await known.configure(settings);
      return known;
    }
    const record = { settings, weights: { blue: 0, green: 0 }, fence: 0, colours: {}, invalidations: [] };
    const environment = new Environment(name, record, this.#surroundings);
    this.#file.state.environments[name] = record;
    try {
      await environment.configure(settings);
    } catch (cause) {
      delete this.#file.state.environments[name];
      throw cause;
    }
    this.#environments.set(name, environment);
    return environment;
  }

  async shutDown(): Promise<void> {
    const environments = this.environments().map((environment) => environment.shutDown());
    await Promise.all([...environments, this.commands.stopAll(STOP_GRACE_MS)]);
    await this.#file.save();
  }
}

function heldDigests({ environments }: HostState): Set<string> {
  const releases = Object.values(environments).flatMap(({ colours }) => [
    colours.blue?.release,
    colours.green?.release,
  ]);
  return new Set(releases.flatMap((release) => Object.values(release?.services ?? {})));
}
