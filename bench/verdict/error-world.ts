import type { Seeded } from '../../src/verdict/seeded.ts';
import type { Second } from './rules/rule.ts';

/** How a service fails, and what the release does to it. Rates are fractions. */
export interface ErrorWorld {
  name: string;
  requestsPerSecond: number;
  /** Error rate of the old version by seconds since the start. */
  rate: (at: number) => number;
  /** How much of it multiplies by, for the canary. */
  harm?: (at: number) => number;
  /** Traffic by seconds since the start, as a fraction of the full. */
  traffic?: (at: number) => number;
  /** Slow shocks on both versions: log-AR(1) of 0.7 over 60 s, and outages to 20 % for 30 s, twice an hour. */
  shocks?: boolean;
  /** Instances differ for good: standard deviation of the log rate. */
  instanceSpread?: number;
  /** Instances wander: standard deviation of the log rate over 60 s. */
  instanceNoise?: number;
  /** Errors come in bursts of this mean size, on one version, over three seconds. */
  storms?: number;
  /** Instances of the old version; 19 unless told. */
  instances?: number;
  /** Instances of canary and old version by seconds since the start, where they are scaled. */
  scaled?: (at: number) => readonly [number, number];
  /** A router in a fixed cycle of 20: each place in it fails differently, and the canary holds one place for about a minute. */
  cyclic?: number;
}

export const CANARY_SHARE = 0.05;
export const INSTANCES = 20;
const CYCLE = 20;
const SHOCK_SPREAD = 0.7;
const MEMORY_SECONDS = 60;
const OUTAGE_RATE = 0.2;
const OUTAGE_SECONDS = 30;
const OUTAGES_PER_SECOND = 2 / 3_600;

/** Multiplies of the rate per instance, the canary's first, and what both share, one step after another. */
export function weatherOf(world: ErrorWorld, random: Seeded, stepSeconds: number) {
  const keep = Math.exp(-stepSeconds / MEMORY_SECONDS);
  const fresh = Math.sqrt(1 - keep * keep);
  const noise = world.instanceNoise ?? 0;
  const instances = instancesOf(world);
  const fixed = Array.from({ length: instances }, () => Math.exp((world.instanceSpread ?? 0) * random.normal()));
  const wander = Array.from({ length: instances }, () => (noise ? random.normal() : 0));
  let shock = world.shocks ? random.normal() : 0;
  let outageSeconds = 0;
  const factors = [...fixed];
  return (rate: number): { rate: number; factors: readonly number[] } => {
    if (noise)
      for (let i = 0; i < instances; i++) {
        wander[i] = keep * (wander[i] as number) + fresh * random.normal();
        factors[i] = (fixed[i] as number) * Math.exp(noise * (wander[i] as number));
      }
    if (!world.shocks) return { rate, factors };
    shock = keep * shock + fresh * random.normal();
    if (outageSeconds > 0) outageSeconds -= stepSeconds;
    else if (random.uniform() < OUTAGES_PER_SECOND * stepSeconds) outageSeconds = OUTAGE_SECONDS;
    return { rate: outageSeconds > 0 ? OUTAGE_RATE : Math.min(0.5, rate * Math.exp(SHOCK_SPREAD * shock)), factors };
  };
}

/** The seconds of one release under this world. */
export function releaseOf(world: ErrorWorld, random: Seeded): (at: number, share?: number) => Second {
  const weather = weatherOf(world, random, 1);
  const place = placeOf(world, random);
  const [greenErrors, blueErrors] = [errorSource(world, random), errorSource(world, random)];
  return (at, share = CANARY_SHARE) => {
    const { rate, factors } = weather(world.rate(at));
    const requests = world.requestsPerSecond * (world.traffic?.(at) ?? 1);
    const green = random.poisson(requests * share);
    const blue = random.poisson(requests * (1 - share));
    const [own, others] = world.scaled?.(at) ?? [1, factors.length - 1];
    const { canary, stable } = place();
    const canaryRate = rate * canary * mean(factors.slice(0, own)) * (world.harm?.(at) ?? 1);
    const stableRate = rate * stable * mean(factors.slice(own, own + others));
    const running = (instances: number) => (world.scaled ? { instances } : {});
    return {
      at,
      green: { requests: green, errors: greenErrors(green, canaryRate), ...running(own) },
      blue: { requests: blue, errors: blueErrors(blue, stableRate), ...running(others) },
    };
  };
}

export function instancesOf({ instances = INSTANCES - 1 }: ErrorWorld): number {
  return instances + 1;
}

/** What the canary's place in a router's cycle does to both rates, second by second. */
function placeOf({ cyclic }: ErrorWorld, random: Seeded): () => { canary: number; stable: number } {
  if (!cyclic) return () => ({ canary: 1, stable: 1 });
  const places = Array.from({ length: CYCLE }, () => Math.exp(cyclic * random.normal()));
  let held = Math.floor(random.uniform() * CYCLE);
  return () => {
    if (random.uniform() < 1 / MEMORY_SECONDS) held = Math.floor(random.uniform() * CYCLE);
    const canary = places[held] as number;
    return { canary, stable: (sum(places) - canary) / (CYCLE - 1) };
  };
}

/** Errors of one arm: independent, or in bursts whose errors spread over three seconds. */
export function errorSource(
  { storms }: ErrorWorld,
  random: Seeded,
  stepSeconds = 1,
): (requests: number, rate: number) => number {
  if (!storms) return (requests, rate) => random.binomial(requests, Math.min(1, rate));
  // A burst begins anywhere in its step: of a ten-second step, one error in six comes in the next.
  const coming = [0, 0, 0];
  return (requests, rate) => {
    for (let bursts = random.poisson((requests * rate) / storms); bursts > 0; bursts--) {
      const size = 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(1 - 1 / storms));
      for (let i = 0; i < size; i++) {
        const step = Math.floor((random.uniform() * (stepSeconds + 2)) / stepSeconds);
        coming[step] = (coming[step] as number) + 1;
      }
    }
    const now = coming.shift() as number;
    coming.push(0);
    return now;
  };
}

function mean(list: readonly number[]): number {
  return sum(list) / list.length;
}

function sum(list: readonly number[]): number {
  let all = 0;
  for (const value of list) all += value;
  return all;
}
