import { addCounts, quantile, total } from '../../../src/verdict/buckets.ts';
import { argoRun } from './argo.ts';
import { flaggerAnalysis } from './flagger.ts';
import { isHigh } from './kayenta.ts';

/** Both versions' latency histograms of one minute. */
export interface Minute {
  /** Minutes since the start, from 1. */
  at: number;
  green: readonly number[];
  blue: readonly number[];
}

/** Told every minute, it answers whether it rolls back now. */
export type MinuteRule = (minute: Minute) => boolean;

type Edges = readonly number[];

const ARGO_WINDOW_MINUTES = 5;

/** Argo Rollouts: a quantile over five minutes at most so many times the stable version's, measured every minute. */
export function argoLatency(edgesMs: Edges, fraction: number, times: number): MinuteRule {
  const kept: Minute[] = [];
  const run = argoRun();
  return (minute) => {
    kept.push(minute);
    if (kept.length > ARGO_WINDOW_MINUTES) kept.shift();
    if (kept.length < ARGO_WINDOW_MINUTES) return false;
    const [green, blue] = [sumOf(kept.map((m) => m.green)), sumOf(kept.map((m) => m.blue))];
    return run(total(green) > 0 && quantile(green, edgesMs, fraction) <= times * quantile(blue, edgesMs, fraction));
  };
}

/** Flagger: the 99th percentile of each minute at most so many times the primary's. */
export function flaggerLatency(edgesMs: Edges, times: number): MinuteRule {
  const analysis = flaggerAnalysis();
  return ({ green, blue }) =>
    analysis(total(green) === 0 || quantile(green, edgesMs, 0.99) > times * quantile(blue, edgesMs, 0.99));
}

/** Flagger as documented: the 99th percentile of each minute at most 500 ms. */
export function flaggerLatencyDocumented(edgesMs: Edges): MinuteRule {
  const analysis = flaggerAnalysis();
  return ({ green }) => analysis(total(green) === 0 || quantile(green, edgesMs, 0.99) > 500);
}

/** Kayenta: a quantile per minute, judged every five minutes over all of them. */
export function kayentaLatency(edgesMs: Edges, fraction: number): MinuteRule {
  const [green, blue]: [number[], number[]] = [[], []];
  return (minute) => {
    if (total(minute.green) > 0) green.push(quantile(minute.green, edgesMs, fraction));
    if (total(minute.blue) > 0) blue.push(quantile(minute.blue, edgesMs, fraction));
    return minute.at % 5 === 0 && isHigh(green, blue);
  };
}

function sumOf(histograms: readonly (readonly number[])[]): readonly number[] {
  return histograms.reduce(addCounts);
}
