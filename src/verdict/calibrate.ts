import { addCounts, bucketOf, quantile, shareAbove, total } from './buckets.ts';
import { type Calibration, type MetricNoise, POLICY_PHI, POLICY_SIGMA, uncalibrated } from './calibration.ts';
import { type Dispersion, dispersionAlone, dispersionOver } from './dispersion.ts';
import { type HistoryTick, sumOf, type Tally, type TallyTick, totals } from './history.ts';
import { sigmaFor } from './noise.ts';

const BLOCKS_MS = [10_000, 60_000, 600_000, 3_600_000];
const LEAST_BLOCKS = 10;
const LEAST_HISTORY_MS = 3_600_000;
/** The quantiles above which slow requests are counted for the noise of latency. */
const SLOW_QUANTILES = [0.5, 0.9, 0.99];
/** A dispersion this close to 1 is no dispersion: bets on blocks may take their full stake. */
const NEARLY_INDEPENDENT = 1.35;
/** Few instances cannot show how equal they are: with so much over their number they count as different. */
const LEAST_SLOWNESS = 0.05;
/** Standard errors from 1 that are beyond doubt: a dozen figures are looked at. */
const DOUBTFUL_ERRORS = 3;

/**
 * Measures the baseline's noise, best over the last 24 hours before the canary. With less than an hour or fewer than two
 * instances the figures are policy, as in `uncalibrated`, except that a baseline that is noisier still is believed.
 * @param history read several times over: an array, not a generator. Times rise.
 * @param edgesMs upper edges of the latency buckets, where the history has them
 */
export function calibrate(history: readonly HistoryTick[], edgesMs?: readonly number[]): Calibration {
  const first = history[0];
  const last = history.at(-1);
  if (!first || !last) return uncalibrated();
  const historyMs = last.atMs - first.atMs;
  const errors = () => tallied(history, ({ requests, errors: events }) => ({ requests, events }));
  const instances = [...totals(errors()).values()].filter(({ requests }) => requests > 0).length;
  const known = instances >= 2 && historyMs >= LEAST_HISTORY_MS;
  const all = sumOf(totals(errors()).values());
  if (all.requests === 0) return uncalibrated();
  return {
    from: known ? 'history' : 'none',
    instances,
    historyMs,
    errors: {
      ...(known ? measured([errors], instances, historyMs, 'errors') : policy([errors])),
      rate: upperRate(all),
    },
    latency: edgesMs ? latencyNoise(history, edgesMs, instances, known, historyMs) : uncalibrated().latency,
  };
}

type Source = () => Iterable<TallyTick>;

/** Too few blocks of one length say nothing but how uncertain they are. */
function blocksFor(historyMs: number): number[] {
  return BLOCKS_MS.filter((blockMs) => historyMs >= LEAST_BLOCKS * blockMs);
}

function latencyNoise(
  history: readonly HistoryTick[],
  edgesMs: readonly number[],
  instances: number,
  known: boolean,
  historyMs: number,
): Calibration['latency'] {
  let histogram = edgesMs.map(() => 0).concat(0);
  for (const { instances: list } of history)
    for (const { latency } of list) if (latency) histogram = addCounts(histogram, latency);
  if (total(histogram) === 0) return uncalibrated().latency;
  const sources = SLOW_QUANTILES.map((fraction): Source => {
    const from = bucketOf(edgesMs, quantile(histogram, edgesMs, fraction)) + 1;
    return () =>
      tallied(history, ({ latency }) =>
        latency ? { requests: total(latency), events: total(latency.slice(from)) } : undefined,
      );
  });
  if (!known) return { ...policy(sources), histogram };
  const noise = measured(sources, instances, historyMs, 'latency');
  const tau = Math.max(
    LEAST_SLOWNESS / instances,
    ...sources.map((source, i) => slowness(source, histogram, edgesMs, SLOW_QUANTILES[i] as number)),
  );
  return { ...noise, tau, sigma: sigmaFor(tau, [1, instances], 'latency'), histogram };
}

/** The noise of the worst of the sources. */
function measured(
  sources: readonly Source[],
  instances: number,
  historyMs: number,
  metric: 'errors' | 'latency',
): MetricNoise {
  const found = sources.map((source) => {
    const all = totals(source());
    const rates = new Map([...all].map(([id, { requests, events }]) => [id, requests ? events / requests : 0]));
    return { all, blocks: blocksFor(historyMs).map((blockMs) => dispersionOver(source(), rates, blockMs)) };
  });
  const phi = Math.max(1, ...found.flatMap(({ blocks }) => blocks.map(upperPhi)));
  const short = Math.max(1, ...found.map(({ blocks }) => (blocks[0] as Dispersion).phi));
  const tau = Math.max(...found.map(({ all }) => spreadOf(all, phi))) * fewInstances(instances);
  const eta = phi <= NEARLY_INDEPENDENT ? 1 : Math.min(1, short / phi);
  return { phi, eta, tau, sigma: sigmaFor(tau, [1, instances], metric) };
}

function policy(sources: readonly Source[]): MetricNoise {
  const alone = sources.flatMap((source) => {
    const { requests, events } = sumOf(totals(source()).values());
    const rate = requests ? events / requests : 0;
    return rate > 0 && rate < 1 ? [dispersionAlone(source(), rate, 60_000).phi] : [];
  });
  const phi = Math.max(POLICY_PHI, ...alone);
  return { phi, eta: 1 / phi, sigma: POLICY_SIGMA };
}

function* tallied(
  history: readonly HistoryTick[],
  tally: (counts: HistoryTick['instances'][number]) => Tally | undefined,
): Generator<TallyTick> {
  for (const { atMs, instances } of history) {
    const tallies = new Map<string, Tally>();
    // In one order whatever the history's, so that the sums agree to the bit.
    for (const instance of [...instances].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const one = tally(instance);
      if (one) tallies.set(instance.id, one);
    }
    yield { atMs, tallies };
  }
}

/** Where events clump beyond doubt, an upper bound, two standard errors more than measured; else they do not. */
function upperPhi({ phi, freedom }: Dispersion): number {
  if (freedom === 0) return 1;
  const error = Math.sqrt(2 / freedom);
  return phi > 1 + DOUBTFUL_ERRORS * error ? phi * (1 + 2 * error) : 1;
}

/** Standard deviation of the instances' long-run rates around their mean, as a fraction, without what chance adds. */
function spreadOf(all: ReadonlyMap<string, Tally>, phi: number): number {
  const { requests, events } = sumOf(all.values());
  if (events === 0) return 0;
  const rate = events / requests;
  const busy = [...all.values()].filter((tally) => tally.requests > 0);
  const squares = busy.map((tally) => (tally.events / (tally.requests * rate) - 1) ** 2);
  const chance = busy.map((tally) => (phi * (1 - rate)) / (tally.requests * rate));
  return Math.sqrt(Math.max(0, sum(squares) / (busy.length - 1) - sum(chance) / busy.length));
}

/** A spread that is estimated from few instances may be much larger than it looks. */
function fewInstances(instances: number): number {
  return Math.max(1, (1 + 1.3 / Math.sqrt(2 * (instances - 1))) / 1.2);
}

/** The spread of slowness, as a fraction of time, behind the spread of the share of slow requests at one quantile. */
function slowness(source: Source, histogram: readonly number[], edgesMs: readonly number[], fraction: number): number {
  const all = totals(source());
  const at = quantile(histogram, edgesMs, fraction);
  const step = 0.1;
  const steepness = (shareAbove(histogram, edgesMs, at) - shareAbove(histogram, edgesMs, at * (1 + step))) / step;
  const spread = spreadOf(all, 1) * (1 - fraction);
  return steepness > 0 ? (spread / steepness) * fewInstances(all.size) : 0;
}

function upperRate({ requests, events }: Tally): number {
  return (events + 2 * Math.sqrt(events) + 3) / requests;
}

function sum(list: readonly number[]): number {
  return list.reduce((a, b) => a + b, 0);
}
