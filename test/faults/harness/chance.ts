import { createHash } from 'node:crypto';

/** Draws that a seed gives again. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  one<T>(of: readonly T[]): T;
  is(probability: number): boolean;
  /** Draws of its own, so that how many others draw changes nothing here. */
  apart(name: string): Chance;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  // Mulberry32 (Tommy Ettinger, public domain): enough for drawing faults.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    one: (of) => of[between(0, of.length - 1)] as (typeof of)[number],
    is: (probability) => next() < probability,
    apart: (name) => chanceOf(createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE()),
  };
}
