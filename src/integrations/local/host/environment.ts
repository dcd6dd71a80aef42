import { join } from 'node:path';
import type { Invalidation } from '../../../ports/cdn.ts';
import { WorldFailure } from '../../../ports/failure.ts';
import type { HostNews } from '../../../ports/host-events.ts';
import type { PastTick } from '../../../ports/metrics.ts';
import type { Colour, Release } from '../../../ports/release.ts';
import type { TimedCounters } from '../../../ports/router.ts';
import type { ColourStatus } from '../../../ports/runtime.ts';
import { ColourSlot, isSame } from './colour-slot.ts';
import { createTally } from './counters.ts';
import type { EnvironmentDescription } from './environment-description.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import { Fronts } from './fronts.ts';
import type { Images } from './images.ts';
import { findInvalidation, invalidateOnce } from './invalidations.ts';
import type { Lane } from './lane.ts';
import { endGroup } from './process-group.ts';
import type { EnvironmentRecord } from './state-file.ts';
import { createPast, NOBODY, type Past, PAST_EVERY_MS } from './past.ts';
import { keepPast, pastKept } from './past-file.ts';
import { Traffic } from './traffic.ts';
import { createTrafficServer } from './traffic-server.ts';

/** What an environment needs of its host. */
export interface HostSurroundings {
  images: Images;
  logs: string;
  /** The folder where the past of every colour is kept. */
  past: string;
  takenPorts: Set<number>;
  tell(news: HostNews): void;
  save(): Promise<void>;
  log(line: string): void;
  random(): number;
}

const COLOURS: readonly Colour[] = ['blue', 'green'];
/** What a killed host left running has lost its traffic already: nothing to wait for. */
const LEFTOVER_GRACE_MS = 0;
/** A killed host forgets so many of the last ticks of its past: ten minutes. */
const KEEP_EVERY_TICKS = 60;

/** One environment: two colours, the traffic between them, and the ports it is reached at. */
export class Environment {
  readonly traffic: Traffic;
  readonly #name: string;
  readonly #record: EnvironmentRecord;
  readonly #host: HostSurroundings;
  readonly #slots: Readonly<Record<Colour, ColourSlot>>;
  readonly #fronts: Fronts;
  readonly #past: Readonly<Record<Colour, Past>> = { blue: createPast(), green: createPast() };
  readonly #remembering: NodeJS.Timeout;
  #remembered = 0;
  /** Why it can't be reached, where that is so. */
  #problem: WorldFailure | undefined;

  constructor(name: string, record: EnvironmentRecord, host: HostSurroundings) {
    this.#name = name;
    this.#record = record;
    this.#host = host;
    this.#slots = { blue: this.#makeSlot('blue'), green: this.#makeSlot('green') };
    this.traffic = new Traffic(record, {
      environment: name,
      statuses: () => ({ blue: this.#slots.blue.status, green: this.#slots.green.status }),
      save: host.save,
      tell: host.tell,
      random: host.random,
    });
    this.#fronts = new Fronts(name, () =>
      createTrafficServer(
        () => this.#pickLane(),
        () => this.#whyNobody(),
      ),
    );
    this.#remembering = setInterval(() => this.#remember(), PAST_EVERY_MS).unref();
  }

  /** Listens as the settings say. @throws WorldFailure `port-in-use`, `port-refused`; the settings before stay then */
  async configure(settings: EnvironmentSettings): Promise<void> {
    await this.#fronts.open(settings, this.#record);
    this.#problem = undefined;
    this.#record.settings = settings;
    await this.#host.save();
  }

  /** Comes back after the host's end: ends what a killed host left running, listens again, and starts the releases anew. */
  async restore(): Promise<void> {
    const records = COLOURS.map((colour) => [colour, this.#record.colours[colour]] as const);
    const leftovers = records.flatMap(([, record]) => record?.groups ?? []);
    const ended = await Promise.allSettled(leftovers.map((group) => endGroup(group, LEFTOVER_GRACE_MS)));
    for (const end of ended) if (end.status === 'rejected') this.#host.log(`${this.#name}: ${String(end.reason)}`);
    try {
      await this.#fronts.open(this.#record.settings, this.#record);
    } catch (cause) {
      if (!(cause instanceof WorldFailure)) throw cause;
      this.#problem = cause;
      this.#host.log(cause.message);
    }
    for (const [colour, record] of records) {
      if (!record?.release) continue;
      this.#past[colour].resume(await pastKept(this.#pastFile(colour), record.release, Date.now()));
      await this.#slots[colour].launch(record.release);
    }
  }

  /** See `Runtime.launch`. @throws WorldFailure `image-missing`, `port-in-use`, `colour-serves` */
  async launch(colour: Colour, release: Release): Promise<void> {
    if (this.#problem) throw this.#problem;
    await Promise.all(Object.values(release.services).map((digest) => this.#host.images.require(digest)));
    if (this.traffic.carries(colour)) {
      const status = this.#slots[colour].status;
      if (status.state !== 'empty' && isSame(status.release, release)) return;
      throw this.#serves(colour, `replaced by ${release.id}`);
    }
    this.#past[colour].resume([]);
    await this.#slots[colour].launch(release);
  }

  status(colour: Colour): ColourStatus {
    return this.#slots[colour].status;
  }

  /** See `Runtime.retire`. @throws WorldFailure `colour-serves` */
  async retire(colour: Colour): Promise<void> {
    if (this.traffic.carries(colour)) throw this.#serves(colour, 'stopped');
    await this.#slots[colour].retire();
  }

  counters(): Record<Colour, TimedCounters> {
    const read = (colour: Colour) => this.#slots[colour].lane?.tally.read() ?? createTally(NOBODY).read();
    return { blue: read('blue'), green: read('green') };
  }

  /** See `Metrics.history`. */
  history(colour: Colour): PastTick[] {
    return this.#past[colour].read();
  }

  /** See `Cdn.invalidate`. @throws WorldFailure `cdn-missing`, `paths-differ`, `paths-wrong` */
  async invalidate(paths: readonly string[], key: string): Promise<Invalidation> {
    const { edge } = this.#fronts;
    if (!edge) throw cdnMissing(this.#name);
    const invalidation = invalidateOnce(this.#record.invalidations, { paths, key }, (patterns) =>
      edge.invalidate(patterns),
    );
    await this.#host.save();
    return invalidation;
  }

  invalidation(id: string): Invalidation {
    return findInvalidation(this.#record.invalidations, id);
  }

  describe(): EnvironmentDescription {
    const { fence, lease, expiredLease } = this.#record;
    const { variables: _secret, ...settings } = this.#record.settings;
    const { port, cdnPort, edge } = this.#fronts;
    return {
      name: this.#name,
      settings,
      fence,
      weights: this.traffic.weights,
      colours: { blue: this.status('blue'), green: this.status('green') },
      ...(port === undefined ? {} : { port, address: `http://127.0.0.1:${port}` }),
      ...(cdnPort === undefined ? {} : { cdnPort, cdnAddress: `http://127.0.0.1:${cdnPort}` }),
      ...(lease ? { lease } : {}),
      ...(expiredLease ? { expiredLease } : {}),
      ...(edge ? { cache: edge.describe() } : {}),
      ...(this.#problem ? { problem: this.#problem.message } : {}),
    };
  }

  /** Stops everything; what stood here is started again with the next host. */
  async shutDown(): Promise<void> {
    this.traffic.close();
    clearInterval(this.#remembering);
    await this.#keepPasts();
    // At once: an open upgrade ends with its release, not with the front it came through.
    await Promise.all([this.#fronts.close(), ...COLOURS.map((colour) => this.#slots[colour].shutDown())]);
  }

  #remember(): void {
    const counters = this.counters();
    for (const colour of COLOURS) this.#past[colour].add(counters[colour], Date.now());
    this.#remembered += 1;
    if (this.#remembered % KEEP_EVERY_TICKS === 0) void this.#keepPasts();
  }

  /** Only calibration needs it: what can't be written down is told, and nothing ends by it. */
  async #keepPasts(): Promise<void> {
    for (const colour of COLOURS) {
      const { status } = this.#slots[colour];
      if (status.state === 'empty') continue;
      const kept = { release: status.release, ticks: this.#past[colour].read() };
      await keepPast(this.#pastFile(colour), kept).catch((cause: unknown) =>
        this.#host.log(`${this.#name}: the past of ${colour} is not kept: ${String(cause)}`),
      );
    }
  }

  #pastFile(colour: Colour): string {
    return join(this.#host.past, `${this.#name}.${colour}.json`);
  }

  #makeSlot(colour: Colour): ColourSlot {
    const { images, logs, takenPorts, tell, save } = this.#host;
    return new ColourSlot({
      environment: this.#name,
      colour,
      images,
      logs,
      takenPorts,
      settings: () => this.#record.settings,
      keep: (record) => {
        if (record) this.#record.colours[colour] = record;
        else delete this.#record.colours[colour];
        return save();
      },
      changed: (state) => tell({ type: 'colour-changed', environment: this.#name, colour, state }),
      servesAlone: () => this.traffic.carriesAlone(colour),
    });
  }

  #pickLane(): Lane | undefined {
    const colour = this.traffic.next();
    if (!colour) return undefined;
    const slot = this.#slots[colour];
    // After the host's own end nobody is blamed: the request is not dispatched, and counted for no colour.
    return slot.status.state === 'starting' ? undefined : slot.lane;
  }

  #whyNobody(): string {
    const { blue, green } = this.traffic.weights;
    if (blue + green === 0) return `No release takes the traffic of ${this.#name} yet.`;
    return `The release of ${this.#name} is being started again; try again in a moment.`;
  }

  #serves(colour: Colour, fate: string): WorldFailure {
    return new WorldFailure({
      code: 'colour-serves',
      message: `${colour} of ${this.#name} takes ${this.traffic.weights[colour]} % of the traffic, so it can't be ${fate}.`,
      hint: 'Shift the traffic to the other colour first.',
      retry: false,
    });
  }
}

function cdnMissing(environment: string): WorldFailure {
  return new WorldFailure({
    code: 'cdn-missing',
    message: `There is no cdn in front of ${environment}.`,
    hint: `Give ${environment} a cdn port in the configuration, or take the invalidation out of the chart.`,
    retry: false,
  });
}
