import type { Problem } from '../../lib/problem.ts';
import type { Calibration } from '../calibration.ts';
import type { ArmCounts, Counts } from '../counts.ts';
import type { VerdictSettings } from '../settings.ts';
import { histogramOf } from './buckets-given.ts';
import { calibrationOf } from './calibration-given.ts';
import { type HeadLine, headLine, type TickLine, tickLine } from './counts-line.ts';
import { readLines } from './read-lines.ts';
import { percentOf, spacing, type TimeUnit, timeUnitOf, type WeightUnit, weightUnitOf } from './units.ts';

/** A file of counts, ready to be judged. */
export interface CountsFile {
  calibration: Calibration;
  /** As a stored log carries them. */
  settings?: VerdictSettings;
  /** Upper edges of the latency buckets; absent where the file has no latency. */
  edgesMs?: readonly number[];
  startedAtMs: number;
  ticks: Counts[];
  /** The line of each tick, from 1. */
  lines: number[];
  read: { time: TimeUnit; weights: WeightUnit };
  /** Ticks before which the time goes back: the judge's clock stands still there. */
  backward: number;
}

/** How a caller overrides what the file says or leaves to be guessed. */
export interface ReadingAs {
  time?: TimeUnit;
  weights?: WeightUnit;
  /** Upper edges of plain lists of counts where the file names none. */
  edgesMs: readonly number[];
}

/**
 * One tick a line, `{ t, green: { requests, errors, latency? }, blue: {…}, weight }`; the first line may be `{ calibration }`.
 * @returns every mistake with its line where there is one
 */
export function readCounts(text: string, as: ReadingAs): { file: CountsFile } | { problems: Problem[] } {
  const { head, ticks, problems } = readLines(text, { head: headLine, tick: tickLine });
  const histograms = readHistograms(ticks, head?.edgesMs ?? as.edgesMs);
  const wrong = [...problems, ...histograms.problems, ...misfits(head, histograms.edgesMs)].sort(byLine);
  if (wrong.length > 0) return { problems: wrong };
  if (ticks.length === 0) return { problems: [noTicks(text)] };
  const plain = ticks.map(({ value }) => value);
  const time = as.time ?? head?.time ?? timeUnitOf(plain);
  const weights = as.weights ?? head?.weights ?? weightUnitOf(plain);
  const scale = time === 's' ? 1_000 : 1;
  const counts = plain.map((tick, i) => ({
    atMs: Math.round(tick.t * scale),
    green: armOf(tick.green, histograms.of[i]?.green),
    blue: armOf(tick.blue, histograms.of[i]?.blue),
    weight: percentOf(tick.weight, weights),
    ...(tick.missing === undefined ? {} : { missing: tick.missing }),
  }));
  return {
    file: {
      calibration: calibrationOf(head?.calibration),
      ...(head?.settings ? { settings: head.settings as VerdictSettings } : {}),
      ...(histograms.edgesMs ? { edgesMs: histograms.edgesMs } : {}),
      startedAtMs: head?.startedAtMs ?? startOf(plain, scale),
      ticks: counts,
      lines: ticks.map(({ line }) => line),
      read: { time, weights },
      backward: counts.filter(({ atMs }, i) => atMs < (counts[i - 1]?.atMs ?? -Infinity)).length,
    },
  };
}

function byLine(one: Problem, other: Problem): number {
  return one.line - other.line;
}

/** What the first line says of latency must fit the buckets that follow. */
function misfits(head: HeadLine | undefined, edgesMs: readonly number[] | undefined): Problem[] {
  const buckets = (edgesMs?.length ?? 0) + 1;
  const histogram = head?.calibration?.latency?.histogram;
  const settings = head?.settings?.latency;
  const problems: Problem[] = [];
  if (edgesMs && histogram && histogram.length !== buckets)
    problems.push(mistake(1, `calibration.latency.histogram has ${histogram.length} buckets, the ticks ${buckets}.`));
  if (edgesMs && settings && settings !== 'off' && settings.edgesMs.length + 1 !== buckets)
    problems.push(mistake(1, `settings.latency has ${settings.edgesMs.length + 1} buckets, the ticks ${buckets}.`));
  return problems;
}

/** The first line tells of the time before it, as every other does. */
function startOf(ticks: readonly TickLine[], scale: number): number {
  return Math.round(((ticks[0] as TickLine).t - spacing(ticks)) * scale);
}

interface Histograms {
  of: { green?: readonly number[]; blue?: readonly number[] }[];
  edgesMs?: readonly number[];
  problems: Problem[];
}

/** The first histogram fixes the buckets of the whole file. */
function readHistograms(ticks: readonly { line: number; value: TickLine }[], edgesMs: readonly number[]): Histograms {
  const found: Histograms = { of: [], problems: [] };
  for (const { line, value } of ticks) {
    const arms: Histograms['of'][number] = {};
    for (const arm of ['green', 'blue'] as const) {
      const given = value[arm].latency;
      if (given === undefined) continue;
      const histogram = histogramOf(given, edgesMs);
      const problem = typeof histogram === 'string' ? histogram : differs(found, histogram.edgesMs);
      if (problem !== undefined) found.problems.push(mistake(line, `${arm}.latency ${problem}.`));
      else if (typeof histogram !== 'string') {
        found.edgesMs ??= histogram.edgesMs;
        arms[arm] = histogram.counts;
      }
    }
    const alone = oneSided(value);
    if (alone !== undefined) found.problems.push(mistake(line, alone));
    found.of.push(arms);
  }
  return found;
}

/** Latency of one side alone compares with nothing, and would silently never decide. */
function oneSided({ green, blue }: TickLine): string | undefined {
  if (green.latency && !blue.latency && blue.requests > 0) return 'green has latency and blue has none.';
  if (blue.latency && !green.latency && green.requests > 0) return 'blue has latency and green has none.';
  return undefined;
}

function differs({ edgesMs }: Histograms, given: readonly number[]): string | undefined {
  if (edgesMs === undefined || edgesMs === given) return undefined;
  const same = edgesMs.length === given.length && edgesMs.every((edge, i) => edge === given[i]);
  return same ? undefined : 'has other buckets than the lines before';
}

function armOf(given: TickLine['green'], latency: readonly number[] | undefined): ArmCounts {
  const { latency: _, ...rest } = given;
  // What is undefined is left out, so that a stored tick is the same tick again.
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...(known as unknown as ArmCounts), ...(latency ? { latency } : {}) };
}

function noTicks(text: string): Problem {
  const what = text.trim() === '' ? 'The file is empty.' : 'The file has a first line and no ticks.';
  return mistake(1, what);
}

function mistake(line: number, message: string): Problem {
  const hint =
    'A tick is one line: {"t":1,"green":{"requests":50,"errors":0},"blue":{"requests":950,"errors":9},"weight":0.05}';
  return { line, column: 1, rule: 'counts', severity: 'error', message, hint };
}
