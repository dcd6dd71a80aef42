import { addTally, sumOf, type Tally, type TallyTick } from './history.ts';

/** How much more than chance the instances of a baseline differ from block to block. */
export interface Dispersion {
  /** Mean squared deviation over what independent events would show: 1 where they are independent. */
  phi: number;
  /** Degrees of freedom behind it. */
  freedom: number;
}

/**
 * Compares, block by block, each instance's events with its expected part of all instances' events. What hits all alike
 * (an outage of a database, the time of day) cancels inside a block; what sticks to an instance (its long-run rate) is in
 * the expectation. What is left is how events clump.
 * @param rates events per request of each instance over the whole history
 */
export function dispersionOver(
  ticks: Iterable<TallyTick>,
  rates: ReadonlyMap<string, number>,
  blockMs: number,
): Dispersion {
  const sum = { square: 0, freedom: 0 };
  for (const block of blocksOf(ticks, blockMs)) addBlock(sum, block, rates);
  const freedom = sum.freedom - (rates.size - 1);
  return freedom <= 0 ? { phi: 1, freedom: 0 } : { phi: sum.square / freedom, freedom };
}

/** The dispersion of the baseline's own rate from block to block: all there is to go by with a single instance. */
export function dispersionAlone(ticks: Iterable<TallyTick>, rate: number, blockMs: number): Dispersion {
  let [square, blocks] = [0, 0];
  for (const block of blocksOf(ticks, blockMs)) {
    const { requests, events } = sumOf(block.values());
    if (requests === 0) continue;
    square += (events - requests * rate) ** 2 / (requests * rate * (1 - rate));
    blocks++;
  }
  return blocks < 2 ? { phi: 1, freedom: 0 } : { phi: square / (blocks - 1), freedom: blocks - 1 };
}

function* blocksOf(ticks: Iterable<TallyTick>, blockMs: number): Generator<Map<string, Tally>> {
  let current = new Map<string, Tally>();
  let index: number | undefined;
  for (const { atMs, tallies } of ticks) {
    const here = Math.floor((atMs - 1) / blockMs);
    if (index !== undefined && here !== index) {
      yield current;
      current = new Map();
    }
    index = here;
    for (const [id, tally] of tallies) current.set(id, addTally(current.get(id), tally));
  }
  if (index !== undefined) yield current;
}

function addBlock(
  sum: { square: number; freedom: number },
  block: ReadonlyMap<string, Tally>,
  rates: ReadonlyMap<string, number>,
): void {
  const all = sumOf(block.values());
  if (all.events === 0) return;
  const expectations = [...block].map(([id, { requests }]) => requests * (rates.get(id) ?? 0));
  const expectedAll = expectations.reduce((a, b) => a + b, 0);
  if (expectedAll === 0) return;
  // Events are drawn without replacement from the requests: the more of them are events, the less they can vary.
  const rest = Math.max(1e-3, (all.requests - all.events) / Math.max(1, all.requests - 1));
  let active = 0;
  [...block.values()].forEach(({ events }, i) => {
    const expected = ((expectations[i] as number) / expectedAll) * all.events;
    if (expected === 0) return;
    sum.square += (events - expected) ** 2 / (expected * rest);
    active++;
  });
  sum.freedom += Math.max(0, active - 1);
}
