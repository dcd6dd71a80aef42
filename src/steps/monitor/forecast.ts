import { sayDuration } from '../../lib/duration.ts';
import { predict } from '../../verdict/predict.ts';
import { claimed } from '../claimed.ts';
import type { StepContext } from '../step.ts';
import type { MonitorSettings } from './declaration.ts';
import type { Memo } from './memo.ts';

/** So much traffic tells how much there is. */
const WATCHED_MS = 10_000;
const WAYS_MAX = 3;

/**
 * Says how long a verdict will take and what would shorten it: at the start where the source remembers how much traffic there was, else
 * once some was watched, at the latest half way to the least time.
 */
export function withForecast(context: StepContext<MonitorSettings>, memo: Memo): Memo {
  if (memo.forecast !== undefined) return memo;
  const requestsPerSecond = memo.usualPerSecond ?? watchedPerSecond(memo);
  if (requestsPerSecond === undefined) return memo;
  const { settings, calibration } = memo.state;
  const weight = weightOf(context, memo);
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

function watchedPerSecond({ state: { clock, settings }, totals: { canary, baseline } }: Memo): number | undefined {
  const watchedMs = clock.observedMs - (clock.before?.observedMs ?? 0);
  if (watchedMs < Math.min(WATCHED_MS, settings.forMs / 2)) return undefined;
  return (canary.requests + baseline.requests) / (watchedMs / 1_000);
}

function weightOf(context: StepContext<MonitorSettings>, { state }: Memo): number {
  if (state.settings.baseline === 'none') return 100;
  return state.exposure.weight ?? claimed(context).state.candidate?.weight ?? 0;
}
