import { readCounts, type CountsFile } from '../../verdict/log/read-counts.ts';
import { runThrough, type RunThrough } from '../../verdict/log/run-through.ts';
import { sayDuration } from '../../lib/duration.ts';
import { LATENCY_EDGES_MS } from '../../lib/latency-edges.ts';
import { pointsOf } from '../../verdict/course.ts';
import type { CliContext, Command } from '../command.ts';
import { printJson } from '../print-json.ts';
import { usageComplaint } from '../complaint.ts';
import type { Args } from '../args.ts';
import { evidenceLines } from './evidence-lines.ts';
import { EXIT_CODES_OF_VERDICTS, exitCodeOfVerdict } from './exit-code-of-verdicts.ts';
import { JUDGE_OPTIONS, judgeOptions } from './judge-options.ts';
import { readInput } from '../read-input.ts';
import { tellProblems } from './tell-problems.ts';
import { verdictGroup } from './verdict-group.ts';

const NOTES = `One tick a line; green is the canary, blue the baseline, counts are what happened since the line before:

  {"t":1,"green":{"requests":50,"errors":1},"blue":{"requests":950,"errors":9},"weight":0.05}

  t        seconds, or milliseconds since 1970
  weight   the canary's share of the traffic: 0.05, 5 or "5 %"; said in the answer how it was read
  latency  per colour, if there is any: {"edgesMs":[50,100,250],"counts":[40,8,2,0]} (one count more than edges),
           or cumulative by upper edge in seconds: {"le":{"0.05":40,"0.1":48,"0.25":50,"+Inf":50}}
  also     per colour: answers (requests with any answer), instances, unhealthy ("why")

An optional first line {"calibration":{"phi":1.2,"sigma":0.05}} says what is known of the noise; without it policy stands in.
docs/verdict.md says it all. ${EXIT_CODES_OF_VERDICTS}`;

export const simulateCommand: Command = {
  name: 'simulate',
  group: verdictGroup,
  summary: 'Judge a file of counts: the verdict, when it fell, and the evidence',
  options: [
    { flags: '--counts <file>', summary: 'One tick a line, or - for standard input', required: true },
    ...JUDGE_OPTIONS,
    { flags: '--time <unit>', summary: 'How t is to be read, where it is guessed wrong: s or ms' },
    { flags: '--weights <unit>', summary: 'How weights are to be read, where guessed wrong: percent or fraction' },
  ],
  notes: NOTES,
  async run(context, args) {
    const name = args.needed('counts');
    const read = readCounts(await readInput(context, name), { edgesMs: LATENCY_EDGES_MS, ...unitsIn(args) });
    if ('problems' in read) return tellProblems(context, name, read.problems);
    const { calibration, settings, edgesMs, ticks, startedAtMs } = read.file;
    const given = judgeOptions(args, settings, edgesMs);
    const run = runThrough(calibration, given, ticks, startedAtMs);
    if (context.json) printJson(context.out, asJson(read.file, run));
    else for (const line of linesOf(read.file, run, context)) context.out.line(line);
    return exitCodeOfVerdict(run.answer.verdict ?? 'inconclusive');
  },
};

function unitsIn(args: Args): { time?: 's' | 'ms'; weights?: 'percent' | 'fraction' } {
  const time = oneOf(args, 'time', ['s', 'ms'] as const);
  const weights = oneOf(args, 'weights', ['percent', 'fraction'] as const);
  return { ...(time ? { time } : {}), ...(weights ? { weights } : {}) };
}

function oneOf<Word extends string>(args: Args, name: string, words: readonly Word[]): Word | undefined {
  const given = args.text(name);
  const found = words.find((word) => word === given);
  if (given !== undefined && !found)
    throw usageComplaint(`--${name} ${given}: there is no such unit.`, `It is ${words.join(' or ')}.`);
  return found;
}

function asJson(file: CountsFile, { state, answer, course, judged }: RunThrough) {
  const { decision } = state;
  return {
    verdict: answer.verdict ?? 'inconclusive',
    because: decision ? answer.because : 'data-ended',
    decided: decision
      ? { atMs: decision.atMs, afterSeconds: secondsUntil(file, decision.atMs), line: file.lines[judged - 1] }
      : null,
    evidence: answer.evidence,
    course: pointsOf(course),
    ticks: { read: file.ticks.length, judged },
    read: file.read,
    backward: file.backward,
    settings: state.settings,
    calibration: state.calibration,
  };
}

function linesOf(file: CountsFile, { state, answer, judged }: RunThrough, { out }: CliContext): string[] {
  const { decision } = state;
  const end = file.ticks.at(-1)?.atMs ?? file.startedAtMs;
  const headline = decision
    ? `${decision.verdict} after ${sayDuration(secondsUntil(file, decision.atMs) * 1_000)}, on line ${file.lines[judged - 1]} of ${file.lines.at(-1)}`
    : `inconclusive: the data end after ${sayDuration(secondsUntil(file, end) * 1_000)}, before there is a verdict`;
  const look = decision?.verdict === 'healthy' ? 'green' : decision?.verdict === 'anomaly' ? 'red' : 'yellow';
  return [
    out.paint(look, headline),
    '',
    ...evidenceLines(answer.evidence),
    '',
    `Read ${file.ticks.length} ticks, times in ${file.read.time}, weights as ${file.read.weights} (${file.ticks[0]?.weight} % at first).`,
    ...(file.backward > 0
      ? [`The time goes back ${file.backward} times: the judge's clock stands still there. Are the lines in order?`]
      : []),
  ];
}

function secondsUntil({ startedAtMs }: CountsFile, atMs: number): number {
  return Math.max(0, atMs - startedAtMs) / 1_000;
}
