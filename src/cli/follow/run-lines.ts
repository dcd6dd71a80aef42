import type { RunView } from '../../api/shapes.ts';
import { GLYPHS, statusOfRun } from '../glyphs.ts';
import { sayLabel, sayRun, sayStep, sayTook, sayWhy, shortCommit } from '../say.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { cut, fit, fitRight, widthOf } from '../terminal/fit.ts';
import type { Paint, Screen } from '../terminal/terminal.ts';
import { condense, type Row } from './condense.ts';
import { ranked, type Ranked } from './ranks.ts';

const NODE_COLUMNS_MAX = 18;
const LABEL_COLUMNS_MAX = 28;
/** The longest is `59 min 59 s`. */
const TIME_COLUMNS = 11;
/** Narrower than this there is no room for labels beside ids. */
const LABELS_FROM_COLUMNS = 72;
const HEADER_ROWS = 2;

export interface Shown extends Screen {
  paint: Paint;
}

const PLAIN: Shown = { columns: 120, rows: Number.POSITIVE_INFINITY, paint: (_, text) => text };

/**
 * A run as a list that fits the screen: who ships what, then the chart's steps from start to end, each with its sign, time and what it says.
 * Steps that stand side by side in the chart hang on one bracket. Where rows are short, steps that are over or not reached share lines.
 * @param now milliseconds since 1970
 */
export function runLines(view: RunView, now: number, shown: Shown = PLAIN): string[] {
  const list = ranked(view);
  const rows = condense(list, shown.rows - HEADER_ROWS);
  const widths = widthsOf(list, shown.columns);
  return [
    headline(view, now, shown),
    '',
    ...rows.map((row, at) => lineOf(row, bracketOf(rows, at), widths, now, shown)),
  ];
}

function headline(view: RunView, now: number, { columns, paint }: Shown): string {
  const { sign, look } = GLYPHS[statusOfRun(view)];
  const { commit } = view;
  const state = `${sayRun(view)}, ${sayTook(view, now)}`;
  const facts = ` ${shortCommit(commit.id)} ${cleanText(commit.subject)} · ${cleanText(view.startedBy)}`;
  const id = cleanText(view.id);
  const room = columns - widthOf(`${sign} ${id}  ${state}`);
  return `${paint(look, sign)} ${paint('bold', id)}${cut(facts, room)}  ${paint(look, state)}`;
}

interface Widths {
  node: number;
  label: number;
  rest: number;
}

function widthsOf(list: readonly Ranked[], columns: number): Widths {
  const widest = (most: number, texts: readonly string[]) => Math.min(most, Math.max(0, ...texts.map(widthOf)));
  const node = widest(
    NODE_COLUMNS_MAX,
    list.map(({ step }) => step.node),
  );
  const label =
    columns < LABELS_FROM_COLUMNS
      ? 0
      : widest(
          LABEL_COLUMNS_MAX,
          list.map(({ step }) => sayLabel(step)),
        );
  const taken = 'b s '.length + node + 2 + (label > 0 ? label + 2 : 0) + TIME_COLUMNS + 2;
  return { node, label, rest: Math.max(0, columns - taken) };
}

function lineOf(row: Row, bracket: string, widths: Widths, now: number, { paint, columns }: Shown): string {
  if ('folded' in row) return paint('gray', cut(`${bracket} ${foldedText(row)}`, columns - 1));
  const { step } = row.steps[0];
  const { sign, look } = GLYPHS[step.status];
  const label = widths.label > 0 ? fit(sayLabel(step), widths.label) + '  ' : '';
  const name = `${fit(step.node, widths.node)}  ${label}`;
  const said = [sayStep(step), again(step), sayWhy(step)].filter((part) => part !== '').join(' · ');
  const begin = `${paint('gray', bracket)} ${paint(look, sign)} ${step.status === 'idle' ? paint('gray', name) : name}`;
  return `${begin}${fitRight(sayTook(step, now), TIME_COLUMNS)}  ${paint(look, cut(said, widths.rest))}`.trimEnd();
}

const FOLDED_WORDS = { idle: 'not reached', passed: 'done', stopped: 'stopped', any: 'more' } as const;

function foldedText(row: Row & { folded: keyof typeof FOLDED_WORDS }): string {
  const sign = row.folded === 'any' ? '…' : GLYPHS[row.folded].sign;
  const nodes = row.steps.map(({ step }) => step.node).join(', ');
  return `${sign} ${row.steps.length} ${FOLDED_WORDS[row.folded]}: ${nodes}`;
}

function again({ attempt, visit }: { attempt: number; visit: number }): string {
  if (visit > 1) return attempt > 1 ? `visit ${visit}, try ${attempt}` : `visit ${visit}`;
  return attempt > 1 ? `try ${attempt}` : '';
}

/** Joins neighbouring rows of one rank. */
function bracketOf(rows: readonly Row[], at: number): string {
  const rank = rankOf(rows[at]);
  if (rank === undefined) return ' ';
  const before = rankOf(rows[at - 1]) === rank;
  const after = rankOf(rows[at + 1]) === rank;
  if (before) return after ? '│' : '└';
  return after ? '┌' : ' ';
}

function rankOf(row: Row | undefined): number | undefined {
  return row && !('folded' in row) ? row.steps[0].rank : undefined;
}
