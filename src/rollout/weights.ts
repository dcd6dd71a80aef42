import type { Environment } from '../engine/environment/environment.ts';
import type { Colour, Weights } from '../ports/release.ts';

export const NO_TRAFFIC: Weights = { blue: 0, green: 0 };

export function otherColour(colour: Colour): Colour {
  return colour === 'blue' ? 'green' : 'blue';
}

/** `percent` for `colour`, the rest for the other. */
export function share(colour: Colour, percent: number): Weights {
  return colour === 'blue' ? { blue: percent, green: 100 - percent } : { blue: 100 - percent, green: percent };
}

/** The weights that the environment should have by what was verified last. */
export function expectedWeights({ live, candidate }: Environment): Weights {
  if (!live) return NO_TRAFFIC;
  return candidate ? share(candidate.colour, candidate.weight) : share(live.colour, 100);
}

export function sameWeights(one: Weights, other: Weights): boolean {
  return one.blue === other.blue && one.green === other.green;
}

export function sayWeights({ blue, green }: Weights): string {
  return `blue ${blue} %, green ${green} %`;
}
