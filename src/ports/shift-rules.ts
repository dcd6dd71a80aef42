import { WorldFailure } from './failure.ts';
import type { Colour, Weights } from './release.ts';
import type { Shift } from './router.ts';
import type { ColourStatus } from './runtime.ts';

const COLOURS: readonly Colour[] = ['blue', 'green'];
/** Shares are given in hundredths of a percent at most. */
const PARTS_PER_PERCENT = 100;

/** What a shift is measured against. */
export interface Standing {
  environment: string;
  weights: Weights;
  /** The highest fencing number seen. */
  fence: number;
  statuses: Readonly<Record<Colour, ColourStatus>>;
}

/** Why the shift must not happen; undefined where it may. */
export function refusalOf(change: Shift, standing: Standing): WorldFailure | undefined {
  const asked = [change.from, change.to, ...(change.lease ? [change.lease.stable] : [])];
  if (!asked.every(areWeights)) return weightsWrong(standing.environment, asked);
  if (change.fence < standing.fence) return staleFence(change.fence, standing);
  if (areSame(standing.weights, change.to)) return undefined;
  if (!areSame(standing.weights, change.from)) return weightsSurprise(change, standing);
  const unfit = COLOURS.find(
    (colour) => change.to[colour] > change.from[colour] && standing.statuses[colour].state !== 'healthy',
  );
  return unfit && notHealthy(unfit, standing);
}

export function areSame(one: Weights, other: Weights): boolean {
  return one.blue === other.blue && one.green === other.green;
}

/** Whether these are two shares that add up to 100 %, or nobody's, with at most two decimals. */
export function areWeights(weights: Weights): boolean {
  const shares = [weights.blue, weights.green];
  if (!shares.every((share) => Number.isFinite(share) && share >= 0 && isWhole(share * PARTS_PER_PERCENT)))
    return false;
  const sum = weights.blue + weights.green;
  return sum === 0 || Math.abs(sum - 100) < 1e-9;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}

/** Weights as a person says them. */
export function sayWeights(weights: Weights): string {
  return `blue ${weights.blue} %, green ${weights.green} %`;
}

function weightsWrong(environment: string, asked: readonly Weights[]): WorldFailure {
  return new WorldFailure({
    code: 'weights-wrong',
    message: `Weights for ${environment} must be two shares that add up to 100 %, with at most two decimals; asked for: ${asked.map(sayWeights).join('; ')}.`,
    hint: 'Correct the weight in the chart.',
    retry: false,
  });
}

function staleFence(fence: number, standing: Standing): WorldFailure {
  return new WorldFailure({
    code: 'stale-fence',
    message: `A change to ${standing.environment} with number ${fence} came after one with number ${standing.fence}: its run no longer holds the environment.`,
    hint: 'Nothing was changed. Look at which run holds the environment now.',
    retry: false,
  });
}

function weightsSurprise(change: Shift, standing: Standing): WorldFailure {
  return new WorldFailure({
    code: 'weights-surprise',
    message: `${standing.environment} stands at ${sayWeights(standing.weights)}, where ${sayWeights(change.from)} was expected.`,
    hint: 'Nothing was changed. Someone else moved the traffic, or a lease ran out; look before going on.',
    retry: false,
  });
}

function notHealthy(colour: Colour, { environment, statuses }: Standing): WorldFailure {
  const status = statuses[colour];
  const detail = status.state === 'failed' ? `: ${status.detail}` : '';
  return new WorldFailure({
    code: 'colour-not-healthy',
    message: `${colour} of ${environment} is ${status.state}, so it can't take more traffic${detail}`,
    hint: 'Nothing was changed. Launch a release there and wait until it is healthy.',
    retry: true,
  });
}
