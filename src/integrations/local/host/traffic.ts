import { WorldFailure } from '../../../ports/failure.ts';
import type { HostNews } from '../../../ports/host-events.ts';
import type { Colour, Weights } from '../../../ports/release.ts';
import type { Shift } from '../../../ports/router.ts';
import type { ColourStatus } from '../../../ports/runtime.ts';
import { areSame, refusalOf } from '../../../ports/shift-rules.ts';
import { shuffledSplit, type Split } from './shuffled-split.ts';
import type { EnvironmentRecord, Lease } from './state-file.ts';

export interface TrafficSurroundings {
  environment: string;
  statuses(): Readonly<Record<Colour, ColourStatus>>;
  save(): Promise<void>;
  tell(news: HostNews): void;
  random(): number;
}

/** Longest time a timer can be set for. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

/** The weights of one environment: who may change them, and the lease after which they return to stable. */
export class Traffic {
  readonly #record: EnvironmentRecord;
  readonly #around: TrafficSurroundings;
  #live: Weights;
  #split: Split;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<unknown> = Promise.resolve();

  /** Goes on where the record stands; a lease that ran out meanwhile has ended. */
  constructor(record: EnvironmentRecord, around: TrafficSurroundings) {
    this.#record = record;
    this.#around = around;
    this.#live = record.weights;
    this.#split = shuffledSplit(this.#live, around.random);
    if (record.lease) this.#expireIn(record.lease, record.lease.until - Date.now());
  }

  get weights(): Weights {
    return this.#live;
  }

  /** The colour of the next request; undefined while no colour takes any. */
  next(): Colour | undefined {
    return this.#live.blue + this.#live.green === 0 ? undefined : this.#split();
  }

  /** Whether the colour has, or is about to have, a share. */
  carries(colour: Colour): boolean {
    return this.#live[colour] > 0 || this.#record.weights[colour] > 0;
  }

  /** Whether the colour keeps a share when nobody watches. */
  carriesAlone(colour: Colour): boolean {
    return (this.#record.lease?.stable ?? this.#record.weights)[colour] > 0;
  }

  /** See `Router.shift`. When it returns, the weights are live and a host started anew finds them. */
  shift(change: Shift): Promise<void> {
    return this.#inTurn(async () => {
      const { environment, statuses } = this.#around;
      const refusal = refusalOf(change, {
        environment,
        weights: this.#live,
        fence: this.#record.fence,
        statuses: statuses(),
      });
      if (refusal) throw refusal;
      const { weights, fence, lease } = this.#record;
      this.#record.weights = { blue: change.to.blue, green: change.to.green };
      this.#record.fence = change.fence;
      this.#setLease(change.lease && newLease(change.lease));
      try {
        await this.#around.save();
      } catch (cause) {
        // What is not written down is not applied, or a host started anew would go on elsewhere.
        Object.assign(this.#record, { weights, fence });
        this.#setLease(lease);
        throw cause;
      }
      this.#apply();
    });
  }

  /** See `Router.renew`. */
  renew(fence: number): Promise<void> {
    return this.#inTurn(async () => {
      const { lease } = this.#record;
      if (!lease || fence < this.#record.fence) throw leaseLost(this.#around.environment, this.#record, fence);
      this.#setLease(newLease(lease));
      await this.#around.save();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#work.then(work, work);
    this.#work = turn.catch(() => undefined);
    return turn;
  }

  #setLease(lease: Lease | undefined): void {
    if (lease) this.#record.lease = lease;
    else delete this.#record.lease;
    clearTimeout(this.#timer);
    if (lease) this.#expireIn(lease, lease.seconds * 1_000);
  }

  /** A timer runs on the steady clock, so a clock that is set changes no lease of a living host. */
  #expireIn(lease: Lease, milliseconds: number): void {
    const wait = Math.min(milliseconds, lease.seconds * 1_000, TIMER_LIMIT_MS);
    if (wait <= 0) this.#expire(lease);
    else this.#timer = setTimeout(() => void this.#inTurn(async () => this.#expire(lease)), wait);
  }

  #expire(lease: Lease): void {
    if (this.#record.lease !== lease) return;
    delete this.#record.lease;
    this.#record.expiredLease = { at: Date.now(), from: this.#record.weights, to: lease.stable };
    this.#record.weights = lease.stable;
    // Safety first: traffic returns to stable even where that can't be written down.
    this.#apply();
    this.#around.tell({ type: 'lease-expired', environment: this.#around.environment });
    void this.#around.save().catch(() => undefined);
  }

  #apply(): void {
    // The same weights go on in their block, which keeps the shares exact.
    if (areSame(this.#live, this.#record.weights)) return;
    this.#live = this.#record.weights;
    this.#split = shuffledSplit(this.#live, this.#around.random);
  }
}

function newLease(lease: { seconds: number; stable: Weights }): Lease {
  const { seconds, stable } = lease;
  return { seconds, stable: { blue: stable.blue, green: stable.green }, until: Date.now() + seconds * 1_000 };
}

function leaseLost(environment: string, record: EnvironmentRecord, fence: number): WorldFailure {
  const why = record.lease
    ? `number ${fence} is older than ${record.fence}`
    : 'it ran out, or the weights were changed without one';
  return new WorldFailure({
    code: 'lease-lost',
    message: `The lease on ${environment}'s weights can't be renewed: ${why}.`,
    hint: 'Look at the weights: traffic returned to stable when the lease ran out.',
    retry: false,
  });
}
