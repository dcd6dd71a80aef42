import type { Colour, Weights } from '../../../ports/release.ts';

/** Weights are kept to this many parts of a percent. */
const PARTS_PER_PERCENT = 100;

/** Names the colour of each request in turn. */
export type Split = () => Colour;

/**
 * Shuffled blocks: within each block (20 slots at 5 %) the shares are exact, and the slots stand in random order, so that nothing about a
 * request, such as being every twentieth, decides its colour. `random` gives numbers in [0, 1).
 */
export function shuffledSplit(weights: Weights, random: () => number): Split {
  const { blue, green } = blockOf(weights);
  const block: Colour[] = [...Array<Colour>(blue).fill('blue'), ...Array<Colour>(green).fill('green')];
  let next = block.length;
  return () => {
    if (next === block.length) {
      shuffle(block, random);
      next = 0;
    }
    return block[next++] as Colour;
  };
}

/** Slots per colour in the smallest block that holds the weights exactly. */
export function blockOf(weights: Weights): { blue: number; green: number } {
  const blue = Math.round(weights.blue * PARTS_PER_PERCENT);
  const green = Math.round(weights.green * PARTS_PER_PERCENT);
  const divisor = greatestCommonDivisor(blue, green) || 1;
  return { blue: blue / divisor, green: green / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Fisher and Yates: every order is equally likely. */
function shuffle(block: Colour[], random: () => number): void {
  for (let last = block.length - 1; last > 0; last--) {
    const pick = Math.floor(random() * (last + 1));
    const held = block[last] as Colour;
    block[last] = block[pick] as Colour;
    block[pick] = held;
  }
}
