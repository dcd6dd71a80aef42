import type { RunSummary } from '../api/shapes.ts';
import type { Command } from './command.ts';
import { usageComplaint } from './complaint.ts';
import { EXIT } from './exit-code.ts';
import { GLYPHS, statusOfRun } from './glyphs.ts';
import { printJson } from './print-json.ts';
import { sayAgo, sayRun, sayTook, shortCommit } from './say.ts';
import { cleanText } from './terminal/clean-text.ts';
import { type Cell, inColumns } from './terminal/columns.ts';
import { cut } from './terminal/fit.ts';

const RUNS_SHOWN = 20;
const SUBJECT_COLUMNS_MAX = 50;

export const runsCommand: Command = {
  name: 'runs',
  summary: 'List runs, the newest first',
  options: [{ flags: '-n, --limit <count>', summary: `How many (default: ${RUNS_SHOWN})` }],
  async run({ client, out, json, now }, args) {
    const runs = await (await client()).runs(limitOf(args.text('limit')));
    if (json) printJson(out, runs);
    else if (runs.length === 0) out.line('No run yet: push a commit, or start one with `shipchart run`.');
    else
      inColumns(
        runs.map((run) => cellsOf(run, now())),
        out.paint,
      ).forEach((line) => out.line(line));
    return EXIT.ok;
  },
};

function limitOf(given: string | undefined): number {
  const limit = Number(given ?? RUNS_SHOWN);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw usageComplaint(`--limit ${given} is no number of runs.`, 'For example --limit 50.');
}

function cellsOf(run: RunSummary, now: number): Cell[] {
  const { sign, look } = GLYPHS[statusOfRun(run)];
  return [
    { text: sign, look },
    { text: cleanText(run.id), look: 'bold' },
    { text: sayRun(run), look },
    sayTook(run, now),
    sayAgo(run.startedAt, now),
    shortCommit(run.commit.id),
    cut(cleanText(run.commit.subject), SUBJECT_COLUMNS_MAX),
    { text: cleanText(run.startedBy), look: 'gray' },
  ];
}
