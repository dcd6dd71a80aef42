import { calibrate } from '../../verdict/calibrate.ts';
import type { Calibration } from '../../verdict/calibration.ts';
import type { HistoryTick } from '../../verdict/history.ts';
import { type PlaceboRun, placeboRuns, prove } from '../../verdict/placebo.ts';
import { seeded } from '../../verdict/seeded.ts';
import { completeSettings, type SettingsGiven } from '../../verdict/settings.ts';
import { sayDuration } from '../../lib/duration.ts';
import type { Args } from '../args.ts';
import type { CliContext, Command } from '../command.ts';
import { usageComplaint } from '../complaint.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { type HistoryRead, uselessness } from './history/history-read.ts';
import { readCsv } from './history/read-csv.ts';
import { readRanges } from './history/read-ranges.ts';
import { readTicks } from './history/read-ticks.ts';
import { JUDGE_OPTIONS, judgeOptions } from './judge-options.ts';
import { readInput } from '../read-input.ts';
import { tellProblems } from './tell-problems.ts';
import { verdictGroup } from './verdict-group.ts';

const RATIOS = [2, 5, 20];
const SLOWDOWNS = [1.2, 1.5, 2];
const SEED = 1;

export const tryGateCommand: Command = {
  name: 'try',
  group: verdictGroup,
  summary: 'Prove a gate before it is armed: what it would have done over a history, to good and to bad releases',
  options: [
    {
      flags: '--history <file>',
      summary: 'CSV (time,instance,requests,errors), or a tick a line; - for standard input',
    },
    { flags: '--requests <file>', summary: "A range query's answer: requests by instance" },
    { flags: '--errors <file>', summary: "A range query's answer: the errors among them" },
    { flags: '--latency <file>', summary: "A range query's answer: cumulative buckets of latency by instance and le" },
    { flags: '--by <label>', summary: 'The label that tells instances apart (instance, pod, …)' },
    ...JUDGE_OPTIONS.filter(({ flags }) => !/--(guard|warm-up|first-release)/.test(flags)),
    { flags: '--margin <points>', summary: 'Margin of errors in percentage points (0.1)' },
    { flags: '--seed <number>', summary: `Draws the bad releases (${SEED})` },
  ],
  notes: `Each instance is judged against the rest as if it were a new release, over and over; then again with
so many times the errors, and, where the history has latency, with every request slower. docs/verdict.md says how a history is written.
Exit code: ${EXIT.ok} no false alarm, ${EXIT.rolledBack} some, ${EXIT.failed} a history that is no use, ${EXIT.usage} wrong command line.`,
  async run(context, args) {
    const { name, read } = await historyOf(context, args);
    const problems = 'problems' in read ? read.problems : uselessness(read.history);
    if ('problems' in read || problems.length > 0) return tellProblems(context, name, problems);
    const trial = tryGate(read.history, settingsOf(args, read.edgesMs), seedOf(args));
    if (context.json) printJson(context.out, trial);
    else for (const line of linesOf(trial)) context.out.line(line);
    return trial.good.anomaly === 0 ? EXIT.ok : EXIT.rolledBack;
  },
};

async function historyOf(context: CliContext, args: Args): Promise<{ name: string; read: HistoryRead }> {
  const [file, requests, errors] = [args.text('history'), args.text('requests'), args.text('errors')];
  if (file !== undefined && requests === undefined && errors === undefined) {
    const text = await readInput(context, file);
    return { name: file, read: text.trimStart().startsWith('{') ? readTicks(text) : readCsv(text) };
  }
  if (requests === undefined && errors !== undefined)
    throw usageComplaint(
      '--errors without --requests: errors have no denominator.',
      'Give the requests by instance too.',
    );
  if (requests === undefined || errors === undefined || file !== undefined)
    throw usageComplaint('There is no history to try.', 'Give --history, or --requests and --errors.');
  const latency = args.text('latency');
  const texts = {
    requests: await readInput(context, requests),
    errors: await readInput(context, errors),
    latency: latency === undefined ? undefined : await readInput(context, latency),
  };
  return { name: [requests, errors, latency].filter(Boolean).join(' and '), read: readRanges(texts, args.text('by')) };
}

function settingsOf(args: Args, edgesMs: readonly number[] | undefined): SettingsGiven {
  const margin = args.text('margin');
  const marginPoints = margin === undefined ? undefined : Number.parseFloat(margin);
  if (marginPoints !== undefined && !(marginPoints > 0 && marginPoints < 100))
    throw usageComplaint(`--margin ${margin}: percentage points between 0 and 100.`, 'Write 0.1 or 0.5.');
  const given = judgeOptions(args, undefined, undefined);
  const latency = edgesMs ? { edgesMs } : 'off';
  return { ...given, latency, ...(marginPoints === undefined ? {} : { errors: { marginPoints } }) };
}

function seedOf(args: Args): number {
  const seed = Number(args.text('seed') ?? SEED);
  if (!Number.isSafeInteger(seed)) throw usageComplaint(`--seed ${args.text('seed')}: a whole number.`, 'Any will do.');
  return seed;
}

interface Outcomes {
  releases: number;
  healthy: number;
  anomaly: number;
  inconclusive: number;
}

interface Caught extends Outcomes {
  medianSeconds: number | null;
  medianFailed: number | null;
}

interface Trial {
  history: { hours: number; instances: number; ticks: number };
  calibration: Calibration;
  /** What the gate came to before its noise was raised, where it had to be. */
  proof: { placebos: number; alarms: number };
  settings: { forMs: number; atMostMs: number; alpha: number };
  good: Outcomes;
  bad: (Caught & { ratio: number })[];
  /** Where the history has latency: every request so many times as slow. */
  slow?: (Caught & { slower: number })[];
}

function tryGate(history: readonly HistoryTick[], given: SettingsGiven, seed: number): Trial {
  const measured = calibrate(history, given.latency === 'off' ? undefined : given.latency.edgesMs);
  const { calibration, placebos, alarms } = prove(measured, history, given);
  const { forMs, atMostMs, alpha } = completeSettings(given);
  const spanMs = (history.at(-1)?.atMs ?? 0) - (history[0]?.atMs ?? 0);
  return {
    history: { hours: spanMs / 3_600_000, instances: measured.instances, ticks: history.length },
    calibration,
    proof: { placebos, alarms },
    settings: { forMs, atMostMs, alpha },
    good: outcomesOf(placeboRuns(history, calibration, given)),
    bad: RATIOS.map((ratio) => ({ ratio, ...caughtWith({ ratio }) })),
    ...(given.latency === 'off' ? {} : { slow: SLOWDOWNS.map((slower) => ({ slower, ...caughtWith({ slower }) })) }),
  };

  function caughtWith(harm: { ratio: number } | { slower: number }): Caught {
    const runs = placeboRuns(history, calibration, given, { ...harm, random: seeded(seed) });
    const caught = runs.filter(({ verdict }) => verdict === 'anomaly');
    return {
      ...outcomesOf(runs),
      medianSeconds: median(caught.map(({ seconds }) => seconds)),
      medianFailed: median(caught.map(({ failed }) => failed)),
    };
  }
}

function outcomesOf(runs: readonly PlaceboRun[]): Outcomes {
  const count = (verdict: PlaceboRun['verdict']) => runs.filter((run) => run.verdict === verdict).length;
  return {
    releases: runs.length,
    healthy: count('healthy'),
    anomaly: count('anomaly'),
    inconclusive: count('inconclusive'),
  };
}

function median(list: readonly number[]): number | null {
  return list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)] ?? null;
}

function linesOf({ history, calibration, proof, settings, good, bad, slow = [] }: Trial): string[] {
  const { errors, raisedFrom } = calibration;
  return [
    `${history.instances} instances over ${sayDuration(history.hours * 3_600_000)}: errors clump by ${round(errors.phi)} (phi), instances differ by ${round(errors.sigma * 100)} % (sigma).`,
    ...(raisedFrom
      ? [
          `The gate as measured (phi ${round(raisedFrom.phi)}) took ${proof.alarms} of ${proof.placebos} placebo releases for harm, so its noise was raised.`,
        ]
      : []),
    `Each instance was judged against the rest, ${good.releases} times for at most ${sayDuration(settings.atMostMs)}:`,
    '',
    `  good release   ${good.anomaly} false alarm${good.anomaly === 1 ? '' : 's'}, ${good.healthy} healthy, ${good.inconclusive} inconclusive (bound: ${Math.ceil(settings.alpha * good.releases)} in the mean at most)`,
    ...bad.map((caught) => `  errors ×${String(caught.ratio).padEnd(6)} ${sayCaught(caught)}`),
    ...slow.map((caught) => `  slower ×${String(caught.slower).padEnd(6)} ${sayCaught(caught)}`),
  ];
}

function sayCaught({ anomaly, releases, medianSeconds, medianFailed }: Caught): string {
  const half =
    medianSeconds === null
      ? ''
      : `, half of them within ${sayDuration(medianSeconds * 1_000)} and ${medianFailed} failed requests`;
  return `${anomaly} of ${releases} caught${half}`;
}

function round(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}
