import type { Seeded } from '../../../src/verdict/seeded.ts';
import { mannWhitney } from './mann-whitney.ts';
import type { Arm, Rule } from './rule.ts';

const CONFIDENCE_QUANTILE = 2.3263478740408408;
const TOLERANCE = 0.25;

/**
 * Kayenta's NetflixACAJudge on one metric: High where the 98 % confidence interval of the shift lies above a quarter of the
 * estimated shift. Equal or fully tied data pass. (kayenta, MannWhitneyClassifier.scala, confLevel 0.98, tolerance 0.25.)
 */
export function isHigh(experiment: readonly number[], control: readonly number[]): boolean {
  if (experiment.length === 0 || control.length === 0) return false;
  if (new Set([...experiment, ...control]).size === 1) return false;
  const sorted = (values: readonly number[]) => JSON.stringify([...values].sort((a, b) => a - b));
  if (sorted(experiment) === sorted(control)) return false;
  const { low, estimate } = mannWhitney(experiment, control, CONFIDENCE_QUANTILE);
  return low > TOLERANCE * Math.abs(estimate);
}

/**
 * Error rates per minute, judged every so many minutes over all of them; any High rolls back.
 * @param thin where given, the baseline is a second deployment of the canary's size, as Kayenta recommends: here every
 * nineteenth request of the whole baseline
 */
export function kayenta(everyMinutes: number, thin?: Seeded): Rule {
  const [green, blue] = [minutePoints(), minutePoints()];
  return (second) => {
    green.add(second.green);
    blue.add(thin ? thinned(second.blue, thin) : second.blue);
    if (second.at % 60 !== 0) return false;
    green.close();
    blue.close();
    return second.at % (everyMinutes * 60) === 0 && isHigh(green.points, blue.points);
  };
}

function thinned({ requests, errors }: Arm, random: Seeded): Arm {
  const failed = random.binomial(errors, 1 / 19);
  return { requests: failed + random.binomial(requests - errors, 1 / 19), errors: failed };
}

function minutePoints() {
  const sum = { requests: 0, errors: 0 };
  const points: number[] = [];
  return {
    points,
    add(arm: Arm) {
      sum.requests += arm.requests;
      sum.errors += arm.errors;
    },
    close() {
      // A minute without a request has no rate; Kayenta drops such points.
      if (sum.requests > 0) points.push(sum.errors / sum.requests);
      sum.requests = 0;
      sum.errors = 0;
    },
  };
}
