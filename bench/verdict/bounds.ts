/** What no rule can beat: the figures of the benchmark stand beside these. Rates are fractions, times seconds. */

/** Relative entropy of two chances, in nats: what one event tells. */
function entropy(p: number, q: number): number {
  return p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
}

/** The canary's part of all failures when each of its requests fails so many times as often. */
function shareOfFailures(ratio: number, share: number): number {
  return (ratio * share) / (1 - share + ratio * share);
}

/**
 * Failed canary requests that any rule needs on average (Wald), if it rolls back a good release at most with chance alpha
 * and a bad one surely. Known: the baseline's rate is. Else only who failed tells anything.
 * @param good a release that fails up to so many times as often counts as good
 */
export function failuresNeeded(
  ratio: number,
  share: number,
  alpha: number,
  good = 1,
): { known: number; unknown: number } {
  const part = shareOfFailures(ratio, share);
  return {
    known: Math.log(1 / alpha) / (Math.log(ratio / good) - 1 + good / ratio),
    unknown: (Math.log(1 / alpha) * part) / entropy(part, shareOfFailures(good, share)),
  };
}

/**
 * Delay that any rule needs on average for harm that may begin at any time of an hour. One alpha has to last for all the
 * windows as long as the delay that the hour holds, so in some window it is no more than its part.
 * @param failuresPerSecond of the harmed canary
 */
export function lateDelay(ratio: number, share: number, alpha: number, failuresPerSecond: number): number {
  const perFailure = Math.log(1 / alpha) / failuresNeeded(ratio, share, alpha).unknown;
  let delay = 1;
  for (let step = 0; step < 100; step++)
    delay = (Math.log(1 / alpha) + Math.log(3_600 / delay)) / (perFailure * failuresPerSecond);
  return delay;
}

/**
 * Seconds that any rule needs on average to rule out that an equal canary fails `ratio` times as often, comparing only.
 * @param failuresPerSecond of both together
 */
export function secondsToRuleOut(ratio: number, share: number, beta: number, failuresPerSecond: number): number {
  return Math.log(1 / beta) / (entropy(share, shareOfFailures(ratio, share)) * failuresPerSecond);
}

const SHARE = 0.05;
const ALPHA = 0.001;
const BETA = 0.05;
/** What is ruled out at which share before the next is allowed. */
const RAISES = [
  { ratio: 10, share: 0.05 },
  { ratio: 5, share: 0.1 },
  { ratio: 3, share: 0.25 },
];

/** The bounds behind the goals, as lines of text. */
export function bounds(): string {
  const failures = [1.5, 2, 3, 5, 10, 20, 50].map((ratio) => {
    const { known, unknown } = failuresNeeded(ratio, SHARE, ALPHA);
    return `x${ratio} ${known.toFixed(1)}/${unknown.toFixed(1)}`;
  });
  const late = lateDelay(2, SHARE, ALPHA, 1);
  const start = failuresNeeded(2, SHARE, ALPHA).unknown;
  const paced = secondsToRuleOut(2, 0.5, BETA, 0.1);
  const raising = RAISES.map(({ ratio, share }) => secondsToRuleOut(ratio, share, BETA, 0.1));
  const tolerant = failuresNeeded(2, SHARE, ALPHA, 1.05);
  return [
    '## Bounds',
    `failed canary requests on average, baseline known/unknown: ${failures.join(', ')}`,
    `x2 where a canary that fails 5 % more often counts as good: ${tolerant.known.toFixed(1)}/${tolerant.unknown.toFixed(1)}`,
    `late step x2, 1 %, 1,000/s: ${late.toFixed(0)} s (${(late / start).toFixed(2)} times the ${start.toFixed(0)} s from the start)`,
    `healthy at 0.1 %, 100/s: ${paced.toFixed(0)} s of comparing at 50 % (ratio 2); ruling out what raises the share before that, one after the other: ${raising.map((seconds) => seconds.toFixed(0)).join(' + ')} s`,
  ].join('\n');
}
