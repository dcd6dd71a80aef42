import { parseDuration } from '../../lib/duration.ts';
import { readPercent } from '../../lib/settings.ts';
import type { LatencySettings, SettingsGiven, VerdictSettings } from '../../verdict/settings.ts';
import type { Args } from '../args.ts';
import type { CommandOption } from '../command.ts';
import { usageComplaint } from '../complaint.ts';

/** The judge's settings on the command line, by the names that a `monitor` has in the document. */
export const JUDGE_OPTIONS: readonly CommandOption[] = [
  { flags: '--for <time>', summary: 'Least time before healthy (5m)' },
  { flags: '--at-most <time>', summary: 'Most time; then it is inconclusive (60m)' },
  { flags: '--warm-up <time>', summary: 'Latency counts from here on; errors count at once (60s)' },
  {
    flags: '--guard <metrics>',
    summary: 'What guards, each with its margin: errors=0.1,p50=10%,p99=20% (errors; latency where there is any)',
  },
  { flags: '--alpha <chance>', summary: 'Bound on the chance to roll back a good release (0.001)' },
  { flags: '--beta <chance>', summary: 'Bound on the chance to call a bad one healthy (0.05)' },
  { flags: '--phi <number>', summary: 'So many errors count as one: overrides the calibration' },
  { flags: '--sigma <number>', summary: 'Spread between instances: overrides the calibration' },
  { flags: '--first-release', summary: 'There is no baseline: judge absolute limits only' },
];

/**
 * @param base settings that a stored log carries
 * @param edgesMs the latency buckets of the data; without them latency can't guard
 * @throws Complaint with every wrong option at once
 */
export function judgeOptions(
  args: Args,
  base: VerdictSettings | undefined,
  edgesMs: readonly number[] | undefined,
): SettingsGiven {
  const wrong: string[] = [];
  const read = <T>(
    name: string,
    flag: string,
    parse: (text: string) => T | undefined,
    words: string,
  ): T | undefined => {
    const text = args.text(name);
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) wrong.push(`${flag} ${text}: ${words}.`);
    return value;
  };
  const time = (name: string, flag: string) => read(name, flag, parseDuration, 'a time such as 30s, 5m or 1h');
  const chance = (name: string) => read(name, `--${name}`, within(0, 1), 'a chance between 0 and 1, such as 0.001');
  const given = {
    forMs: time('for', '--for'),
    atMostMs: time('atMost', '--at-most'),
    warmUpMs: time('warmUp', '--warm-up'),
    alpha: chance('alpha'),
    beta: chance('beta'),
    phi: read('phi', '--phi', within(1, 1e6), 'a number of at least 1'),
    sigma: read('sigma', '--sigma', within(0, 10), 'a number such as 0.1'),
    ...(args.has('firstRelease') ? { baseline: 'none' as const } : {}),
  };
  const guards = read('guard', '--guard', guardsIn, 'errors, latency, p50 and p99, each with a margin such as p99=20%');
  if (guards?.latency && !edgesMs) wrong.push('--guard latency: the file has no latency.');
  if (wrong.length > 0) throw usageComplaint(wrong.join('\n'), '`--help` lists the options.');
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...base, ...known, ...guarded(guards, base, edgesMs) };
}

interface Guards {
  errors?: { marginPoints?: number };
  latency?: Partial<Pick<LatencySettings, 'p50' | 'p99'>>;
}

function guarded(
  guards: Guards | undefined,
  base: VerdictSettings | undefined,
  edgesMs: readonly number[] | undefined,
): Pick<SettingsGiven, 'errors' | 'latency'> {
  const stored = base?.latency === 'off' ? undefined : base?.latency;
  if (!guards) return { latency: base?.latency === 'off' || !edgesMs ? 'off' : { ...stored, edgesMs } };
  return {
    errors: guards.errors ?? 'off',
    latency: guards.latency && edgesMs ? { ...guards.latency, edgesMs } : 'off',
  };
}

const METRICS = ['errors', 'latency', 'p50', 'p99'] as const;

function guardsIn(text: string): Guards | undefined {
  const guards: Guards = {};
  for (const part of text.split(',')) {
    const [name = '', margin] = part.split('=').map((word) => word.trim());
    const value = margin === undefined ? undefined : readPercent(margin);
    const metric = METRICS.find((each) => each === name);
    if (!metric || (margin !== undefined && !(value !== undefined && value > 0 && value < 100))) return undefined;
    if (metric === 'errors') guards.errors = value === undefined ? {} : { marginPoints: value };
    else if (metric === 'latency')
      guards.latency = margin === undefined ? {} : { p50: percent(value), p99: percent(value) };
    else {
      // A quantile that is named alone guards alone.
      guards.latency = {
        ...(guards.latency ?? { p50: 'off', p99: 'off' }),
        [metric]: value === undefined ? DEFAULTS[metric] : percent(value),
      };
    }
  }
  return guards;
}

const DEFAULTS = { p50: 0.1, p99: 0.2 } as const;

function percent(value: number | undefined): number {
  return (value ?? 0) / 100;
}

function within(low: number, high: number): (text: string) => number | undefined {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    return value > low - 1e-12 && value <= high && (low > 0 || value > 0) ? value : undefined;
  };
}
