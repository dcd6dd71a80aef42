import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { check } from '../../chart/check.ts';
import type { Declarations } from '../../chart/declaration.ts';
import { readDelivery } from '../../chart/read-delivery.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { CliContext, Command } from '../command.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { inColumns } from '../terminal/columns.ts';
import type { Plan } from './binding.ts';
import { documentText } from './document-text.ts';
import { planDelivery } from './plan.ts';
import { openRepository } from './repository.ts';

const FILE = 'DELIVERY.md';

export const initCommand: Command = {
  name: 'init',
  summary: 'Write DELIVERY.md: the chart from push to production, bound to what this repository has',
  notes: 'For Node repositories. Nothing that is there is overwritten.',
  async run(context) {
    const repository = await openRepository(context.directory);
    const plan = await planDelivery(repository);
    const text = documentText(plan);
    mustBeSound(text, context.declarations);
    await writeNew(join(repository.directory, FILE), text);
    if (context.json) printJson(context.out, { file: FILE, ...plan });
    else tell(context, plan);
    return EXIT.ok;
  },
};

/** A document that Shipchart wrote and would itself refuse is a bug of ours, whatever the repository holds. */
function mustBeSound(text: string, declarations: Declarations): void {
  const { delivery, problems } = readDelivery(FILE, text, declarations);
  const wrong = [...problems, ...(delivery ? check(delivery) : [])].filter(({ severity }) => severity === 'error');
  if (wrong.length > 0)
    throw new Error(
      `init wrote a document with problems: ${wrong.map(({ line, message }) => `${line}: ${message}`).join(' ')}\n${text}`,
    );
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Complaint(
      `${FILE} is already there; nothing was changed.`,
      'Look at it with `shipchart check`, or move it away to have a new one written.',
    );
  }
}

function tell({ out }: CliContext, { bindings, leftOut, heeds }: Plan): void {
  const bound = bindings.map(({ node, settings, because }) => [node, doneBy(settings), cleanText(because)]);
  const section = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) out.line([out.paint('bold', title), ...lines.map((line) => `  ${line}`), ''].join('\n'));
  };
  out.line(`Wrote ${FILE}: ${bindings.length} steps from a push to production.\n`);
  section('What each step does', inColumns(bound, out.paint));
  section(
    'Left out of the chart',
    inColumns(
      leftOut.map(({ node, why }) => [node, why]),
      out.paint,
    ),
  );
  section('Before the first delivery', heeds);
  section('Next', inColumns(NEXT, out.paint));
}

function doneBy({ run, prepare, uses }: JsonObject): string {
  const said = [run, prepare, uses].find((each) => typeof each === 'string');
  return cleanText(said ?? '');
}

const NEXT = [
  ['shipchart check', 'proves the document'],
  [`git add ${FILE} && git commit`, 'a run reads what is committed'],
  ['shipchart up', 'starts the server here; it says what it needs to be trusted with'],
  ['shipchart adopt staging production', 'makes this commit the first release, which canaries are compared with'],
  ['shipchart run', 'delivers the newest commit, live in the terminal'],
];
