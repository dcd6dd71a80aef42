import type { Calibration } from '../calibration.ts';
import type { Counts } from '../counts.ts';
import type { VerdictSettings } from '../settings.ts';
import { startVerdict } from '../start.ts';
import type { VerdictState } from '../state.ts';

/**
 * The log of a judgement: a head, then a line per tick, each with the digest of the line before. A call that was repeated after a
 * crash leaves lines that nothing goes on from; whoever reads goes back from the newest line that the decision names, and so
 * finds exactly the ticks that were counted. A line that was changed afterwards breaks the way.
 */
export interface Chain {
  /** Ticks so far. */
  n: number;
  /** Digest of the newest line. */
  digest: string;
}

/** Where the judgement began: fresh, or from an earlier monitor's state. */
export type LogHead = { run: string; node: string; visit: number; edgesMs?: readonly number[] } & Beginning;

export type Beginning =
  { startedAtMs: number; calibration: Calibration; settings: VerdictSettings } | { from: VerdictState };

export type Hash = (text: string) => string;

export interface ChainedLine {
  text: string;
  chain: Chain;
}

export function headOf(head: LogHead, hash: Hash): ChainedLine {
  const text = JSON.stringify({ time: 'ms', weights: 'percent', ...head });
  return { text, chain: { n: 0, digest: hash(text) } };
}

export function lineOf({ atMs, ...counts }: Counts, { n, digest }: Chain, hash: Hash): ChainedLine {
  const text = JSON.stringify({ t: atMs, ...counts, n: n + 1, before: digest });
  return { text, chain: { n: n + 1, digest: hash(text) } };
}

export interface LogRead {
  /** The judgement before its first tick. */
  start: VerdictState;
  ticks: Counts[];
  /** Lines that no decision was made from. */
  stray: number;
}

/** Follows a log back from its newest line. @returns what broke the way, as a sentence, where something did */
export function readTickLog(text: string, newest: Chain, hash: Hash): LogRead | { broken: string } {
  const lines = text.split('\n').filter((line) => line !== '');
  const places = new Map(lines.map((line, at) => [hash(line), at]));
  const ticks: Counts[] = [];
  let wanted = newest.digest;
  for (let n = newest.n; n >= 0; n--) {
    const line = lines[places.get(wanted) ?? -1];
    if (line === undefined) return { broken: whatBroke(lines, n) };
    const parsed = JSON.parse(line) as Record<string, unknown>;
    if (n === 0) return { start: startOf(parsed), ticks: ticks.reverse(), stray: lines.length - ticks.length - 1 };
    ticks.push(countsIn(parsed));
    wanted = String(parsed['before']);
  }
  return { broken: 'The log has no beginning.' };
}

function whatBroke(lines: readonly string[], n: number): string {
  const what = n === 0 ? 'The head of the log' : `Tick ${n} of the log`;
  const mark = n === 0 ? '{"time":' : `"n":${n},`;
  const at = lines.findIndex((line) => (n === 0 ? line.startsWith(mark) : line.includes(mark)));
  return at < 0
    ? `${what} is missing.`
    : `${what} (line ${at + 1}) is not what the decision was made from: it was changed.`;
}

function startOf(head: Record<string, unknown>): VerdictState {
  if (head['from'] !== undefined) return head['from'] as VerdictState;
  const { calibration, settings, startedAtMs } = head as unknown as Extract<LogHead, { settings: VerdictSettings }>;
  return startVerdict(calibration, settings, startedAtMs);
}

function countsIn({ t, n: _, before: __, ...counts }: Record<string, unknown>): Counts {
  return { atMs: t, ...counts } as unknown as Counts;
}
