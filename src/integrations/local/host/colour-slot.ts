import { setTimeout as sleep } from 'node:timers/promises';
import type { Colour, Release } from '../../../ports/release.ts';
import type { ColourStatus } from '../../../ports/runtime.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import { askHealth } from './health.ts';
import type { Images } from './images.ts';
import type { Lane } from './lane.ts';
import type { OwnedGroup } from './process-group.ts';
import { drain, startRelease, type RunningRelease } from './running-release.ts';
import type { ColourRecord } from './state-file.ts';

/** What a slot needs of the environment it belongs to. */
export interface SlotSurroundings {
  environment: string;
  colour: Colour;
  images: Images;
  logs: string;
  takenPorts: Set<number>;
  settings(): EnvironmentSettings;
  /** Keeps what stands here for a host started anew; undefined: nothing. */
  keep(record: ColourRecord | undefined): Promise<void>;
  changed(state: ColourStatus['state']): void;
  /** Whether this release serves people without anyone watching over it, so that it must be started again when it ends. */
  servesAlone(): boolean;
}

const HEALTH_EVERY_MS = 1_000;
const UNHEALTHY_AFTER_ANSWERS = 3;
const FIRST_RESTART_MS = 500;
const SLOWEST_RESTART_MS = 30_000;
/** A release that ran this long is restarted at once again. */
const STEADY_AFTER_MS = 60_000;

/** One colour of an environment: starts, watches, restarts and stops what stands in it. One thing at a time, the newest wish counts. */
export class ColourSlot {
  status: ColourStatus = { state: 'empty' };
  /** Where its requests go once it was healthy; also after a crash, until it is healthy again or another release stands here. */
  lane: Lane | undefined;
  readonly #around: SlotSurroundings;
  #running: RunningRelease | undefined;
  #groups: OwnedGroup[] = [];
  #work: Promise<void> = Promise.resolve();
  #wish = new AbortController();
  #restartPauseMs = FIRST_RESTART_MS;

  constructor(around: SlotSurroundings) {
    this.#around = around;
  }

  /** Returns once the wish is kept. The same release again changes nothing, unless it failed: then it is started anew. */
  async launch(release: Release): Promise<void> {
    if (this.status.state !== 'empty' && this.status.state !== 'failed' && isSame(this.status.release, release)) return;
    const signal = this.#newWish();
    this.#restartPauseMs = FIRST_RESTART_MS;
    this.#become({ state: 'starting', release });
    await this.#keep(release);
    void this.#inTurn(async () => {
      await this.#takeDown();
      this.lane = undefined;
      await this.#bringUp(release, signal);
    });
  }

  /** Drains and stops what stands here. */
  async retire(): Promise<void> {
    const signal = this.#newWish();
    // From now on nothing stands here that traffic could be shifted to.
    this.#become({ state: 'empty' });
    await this.#around.keep({ groups: this.#groups });
    await this.#inTurn(async () => {
      await this.#takeDown();
      if (signal.aborted) return;
      await this.#around.keep(undefined);
      this.lane = undefined;
    });
  }

  /** Stops the processes for the host's own end: what stood here is started again with the next host. */
  async shutDown(): Promise<void> {
    this.#newWish();
    await this.#inTurn(() => this.#takeDown());
  }

  #newWish(): AbortSignal {
    this.#wish.abort();
    this.#wish = new AbortController();
    return this.#wish.signal;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#work.then(work);
    this.#work = turn.catch(() => undefined);
    return turn;
  }

  async #takeDown(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    await drain(running, this.#around.settings());
    await running.stop();
    this.#running = undefined;
    this.#groups = [];
  }

  async #bringUp(release: Release, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      const running = await this.#start(release);
      const ended = running.ended.then((lastWords) => Promise.reject(new Error(lastWords)));
      await Promise.race([running.becomeHealthy(signal), ended]);
      this.lane = running.lane;
      this.#become({ state: 'healthy', release, instances: running.processes.length });
      void this.#watch(release, running, signal);
    } catch (cause) {
      if (!signal.aborted) await this.#fail(release, cause as Error, signal);
    }
  }

  async #start(release: Release): Promise<RunningRelease> {
    const { environment, colour, images, logs, takenPorts } = this.#around;
    const running = await startRelease({
      environment,
      colour,
      release,
      images,
      logs,
      takenPorts,
      settings: this.#around.settings(),
      remember: (group) => {
        this.#groups.push(group);
        return this.#keep(release);
      },
    });
    this.#running = running;
    await this.#keep(release);
    return running;
  }

  async #fail(release: Release, cause: Error, signal: AbortSignal): Promise<void> {
    // Its port is free for strangers from now on, but its counters still have to be read.
    await this.#running?.stop();
    this.#running = undefined;
    this.#become({ state: 'failed', release, detail: cause.message });
    if (!this.#around.servesAlone()) return;
    const pause = this.#restartPauseMs;
    this.#restartPauseMs = Math.min(pause * 2, SLOWEST_RESTART_MS);
    void sleep(pause, undefined, { signal }).then(
      () => this.#inTurn(() => this.#bringUp(release, signal)),
      () => undefined,
    );
  }

  /** Looks after a healthy release until another wish is made. */
  async #watch(release: Release, running: RunningRelease, signal: AbortSignal): Promise<void> {
    const steady = setTimeout(() => (this.#restartPauseMs = FIRST_RESTART_MS), STEADY_AFTER_MS);
    const checks = this.#askAgainAndAgain(release, running, signal).catch(() => undefined);
    const lastWords = await Promise.race([running.ended, checks]);
    clearTimeout(steady);
    if (signal.aborted || lastWords === undefined) return;
    running.lane.gone = true;
    await this.#inTurn(() => this.#fail(release, new Error(lastWords), signal));
  }

  async #askAgainAndAgain(release: Release, running: RunningRelease, signal: AbortSignal): Promise<undefined> {
    let bad = 0;
    for (;;) {
      await sleep(HEALTH_EVERY_MS, undefined, { signal });
      if (this.#running !== running) return undefined;
      const path = this.#around.settings().healthPath;
      const said = (await Promise.all(running.processes.map(({ port }) => askHealth(port, path)))).find(Boolean);
      if (signal.aborted || running.lane.gone) continue;
      bad = said === undefined ? 0 : bad + 1;
      const instances = running.processes.length;
      if (bad === 0 && this.status.state === 'failed') this.#become({ state: 'healthy', release, instances });
      if (bad >= UNHEALTHY_AFTER_ANSWERS) this.#become({ state: 'failed', release, detail: said ?? '' });
    }
  }

  #become(status: ColourStatus): void {
    const news = status.state !== this.status.state;
    this.status = status;
    if (news) this.#around.changed(status.state);
  }

  #keep(release: Release): Promise<void> {
    return this.#around.keep({ release, groups: this.#groups });
  }
}

/** Whether two releases are the same one. */
export function isSame(one: Release, other: Release): boolean {
  return (
    one.id === other.id &&
    one.commit === other.commit &&
    JSON.stringify(one.services) === JSON.stringify(other.services)
  );
}
