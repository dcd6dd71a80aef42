import type { TickLine, WeightGiven } from './counts-line.ts';

export type TimeUnit = 's' | 'ms';
export type WeightUnit = 'percent' | 'fraction';

/** As seconds since 1970, numbers from here on would lie beyond the year 5000. */
const FIRST_MODERN_MS = 1e11;
/** Nobody counts traffic once in ten minutes to judge a canary by it. */
const LONGEST_TICK_SECONDS = 600;

/** Seconds, unless the times are a date in milliseconds or lie too far apart for seconds. */
export function timeUnitOf(ticks: readonly TickLine[]): TimeUnit {
  if (ticks.some(({ t }) => t >= FIRST_MODERN_MS)) return 'ms';
  return spacing(ticks) > LONGEST_TICK_SECONDS ? 'ms' : 's';
}

/** The usual time between two ticks, in the file's own unit; 1 where there is only one. */
export function spacing(ticks: readonly TickLine[]): number {
  const steps = ticks.slice(1).map(({ t }, i) => t - (ticks[i] as TickLine).t);
  const ahead = steps.filter((step) => step > 0).sort((a, b) => a - b);
  return ahead[Math.floor(ahead.length / 2)] ?? 1;
}

/** Numbers above 1 are percent. Where none is, whichever comes closer to the share that the canary really got. */
export function weightUnitOf(ticks: readonly TickLine[]): WeightUnit {
  const numbers = ticks.map(({ weight }) => weight).filter((weight) => typeof weight === 'number');
  if (numbers.some((weight) => weight > 1)) return 'percent';
  const mean = numbers.reduce((sum, weight) => sum + weight, 0) / Math.max(1, numbers.length);
  const green = ticks.reduce((sum, tick) => sum + tick.green.requests, 0);
  const all = ticks.reduce((sum, tick) => sum + tick.green.requests + tick.blue.requests, 0);
  if (mean === 0 || green === 0) return 'fraction';
  const distance = (share: number) => Math.abs(Math.log(share / (green / all)));
  return distance(mean / 100) < distance(mean) ? 'percent' : 'fraction';
}

export function percentOf(weight: WeightGiven, unit: WeightUnit): number {
  if (typeof weight === 'string') return Number.parseFloat(weight);
  return unit === 'percent' ? weight : Number((weight * 100).toPrecision(12));
}
