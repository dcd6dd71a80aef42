import type { RunView } from '../api/shapes.ts';
import type { CliContext, Command } from './command.ts';
import { EXIT, EXIT_CODES_OF_RUNS } from './exit-code.ts';
import { findRun, RUN_ARGUMENT_SUMMARY } from './find-run.ts';
import { closingLines, waitingLines } from './follow/closing-lines.ts';
import { followRun } from './follow/follow-run.ts';
import { runLines } from './follow/run-lines.ts';
import { printJson } from './print-json.ts';
import { proposalLines } from './proposal-lines.ts';
import { cleanText } from './terminal/clean-text.ts';

const UNLIMITED_SCREEN = { columns: 120, rows: Number.POSITIVE_INFINITY };

export const showCommand: Command = {
  name: 'show',
  summary: 'Show a run: every step, the evidence behind its decisions, the way it took',
  arguments: [{ name: '[run]', summary: `${RUN_ARGUMENT_SUMMARY} (default: latest)` }],
  options: [{ flags: '-f, --follow', summary: 'Follow it live until it ends' }],
  notes: `With --follow: ${EXIT_CODES_OF_RUNS}`,
  async run(context, args) {
    const client = await context.client();
    const view = await client.run(await findRun(client, args.text('run')));
    if (args.has('follow')) return followRun(context, client, view.id);
    if (context.json) printJson(context.out, view);
    else for (const line of pageOf(view, context)) context.out.line(line);
    return EXIT.ok;
  },
};

/** The whole list: what scrolls away can be scrolled back. */
function pageOf(view: RunView, { out, now }: CliContext): string[] {
  const { columns } = out.screen() ?? UNLIMITED_SCREEN;
  const list = runLines(view, now(), { columns, rows: UNLIMITED_SCREEN.rows, paint: out.paint });
  const walk = view.walk === '' ? [] : ['', `Way: ${cleanText(view.walk)}`];
  const end = view.phase === 'ended' ? closingLines(view, now(), out.paint) : waitingLines(view);
  const proposal = proposalLines(view);
  return [
    ...list,
    ...evidenceLines(view),
    ...(proposal.length === 0 ? [] : ['', ...proposal]),
    ...walk,
    ...(end.length === 0 ? [] : ['', ...end]),
  ];
}

function evidenceLines({ steps }: RunView): string[] {
  const lines = steps.flatMap(({ node, evidence = [] }) =>
    evidence.map(({ decision, sentence }) => `  ${node}: ${cleanText(sentence)} → ${cleanText(decision)}`),
  );
  return lines.length === 0 ? [] : ['', 'Evidence', ...lines];
}
