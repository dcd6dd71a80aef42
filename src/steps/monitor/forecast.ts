import { sayDuration } from '../../lib/duration.ts';
import { predict } from '../../verdict/predict.ts';
import type { StepContext } from '../step.ts';
import type { MonitorSettings } from './declaration.ts';
import type { Memo } from './memo.ts';

/** So much traffic tells how much there is. */
const WATCHED_MS = 10_000;

/** Says, once there was traffic to tell by, how long a verdict will take and what would shorten it. */
export function withForecast(context: StepContext<MonitorSettings>, memo: Memo): Memo {
  const { clock, exposure, settings, calibration } = memo.state;
  const watchedMs = clock.observedMs - (clock.before?.observedMs ?? 0);
  if (memo.forecast !== undefined || watchedMs < WATCHED_MS) return memo;
  const { canary, baseline } = memo.totals;
  const requestsPerSecond = (canary.requests + baseline.requests) / (watchedMs / 1_000);
  const weight = settings.baseline === 'none' ? 100 : (exposure.weight ?? 0);
  const { sentence, shorter } = predict({ requestsPerSecond, weight, settings, calibration });
  const rate = Number(requestsPerSecond.toPrecision(2)).toLocaleString('en');
  const ways = shorter.slice(0, WAYS_MAX).map(({ change, seconds }) => `${change} (${sayDuration(seconds * 1_000)})`);
  const forecast = [
    `${rate} requests/s, ${weight} % to the canary. ${sentence}`,
    ...(ways.length > 0 ? [`Shorter with ${ways.join(', or ')}.`] : []),
  ].join(' ');
  context.log(forecast);
  return { ...memo, forecast };
}

const WAYS_MAX = 3;
