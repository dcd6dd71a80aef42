import type { Delivery } from '../../chart/delivery.ts';
import { type LeadTime, leadTime } from '../../chart/lead-time.ts';
import { markedChart } from '../../chart/marked-chart.ts';
import { rehearse, type RehearsedEnding } from '../../chart/rehearse.ts';
import type { Args } from '../args.ts';
import { checkFile, DEFAULT_FILE, hasErrors } from '../check/check-file.ts';
import { operatorPolicy } from '../check/operator-policy.ts';
import { tellProblems } from '../check/tell-problems.ts';
import type { CliContext, Command } from '../command.ts';
import { usageComplaint } from '../complaint.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { PIPED_COLUMNS } from '../terminal/terminal.ts';
import { type Choices, readChoices } from './choices.ts';
import { type Durations, readDurations } from './durations.ts';
import { endingFacts, pathLines } from './ending-lines.ts';
import { mermaidFence } from './mermaid-fence.ts';

export const rehearseCommand: Command = {
  name: 'rehearse',
  summary: 'Walk the chart without a world: which path lights up, who is told, how long it takes',
  arguments: [{ name: '[file]', summary: `Markdown or .mmd file (default: ${DEFAULT_FILE})` }],
  options: [
    { flags: '--fail <node>', summary: 'This step fails; may be repeated', repeatable: true },
    {
      flags: '--outcome <node=outcome>',
      summary: 'This step ends so; NODE=fail,pass: its first visit, its second; may be repeated',
      repeatable: true,
    },
    { flags: '--all', summary: 'Every distinct ending that the drawn outcomes allow' },
    { flags: '--mermaid', summary: 'The chart with the path coloured, to paste into a pull request' },
    { flags: '--durations <file>', summary: 'How long steps take: JSON such as { "UNIT": "40s" }' },
    {
      flags: '--policy <file>',
      summary: "Hold it to the operator's policy in this file (default: that of shipchart.yaml here)",
    },
    { flags: '--project <name>', summary: 'Whose past runs to take times from, where the server has several' },
  ],
  notes: `Runs nothing, changes nothing, needs no credentials. Times come from past runs where this folder's server answers.
What no option chooses goes well. Exit code: ${EXIT.ok} rehearsed, however it ends; ${EXIT.failed} the document has problems; ${EXIT.usage} wrong command line.`,
  async run(context, args) {
    const { directory, declarations } = context;
    const policy = await operatorPolicy(directory, args.text('policy'), declarations);
    const checked = await checkFile(directory, args.text('file') ?? DEFAULT_FILE, declarations, 'all', policy);
    const { file, delivery, chartText = '', problems } = checked;
    if (!delivery) {
      if (context.json) printJson(context.out, { file, problems });
      else tellProblems(checked, context);
      return EXIT.failed;
    }
    const durations = await readDurations(context, { file: args.text('durations'), project: args.text('project') });
    const rehearsed = rehearseAs(delivery, readChoices(delivery, args), args, durations);
    if (context.json) printJson(context.out, { file, ...rehearsed.asJson });
    else if (args.has('mermaid')) tellMermaid(context, delivery, chartText, rehearsed);
    else tell(context, delivery, rehearsed, durations);
    if (hasErrors(checked))
      context.out.aside(`\`shipchart check\` finds mistakes in ${cleanText(file)}: no run of it would start.`);
    return EXIT.ok;
  },
};

interface Rehearsed {
  endings: { ending: RehearsedEnding; lead: LeadTime | undefined }[];
  /** False where there are more endings than are looked at. */
  complete: boolean;
  asJson: object;
}

function rehearseAs(
  delivery: Delivery,
  choices: Choices,
  args: Args,
  durations: Durations | { none: string },
): Rehearsed {
  const all = args.has('all');
  const found = rehearse(delivery, choices, all ? 'all' : 'first');
  if ('mistakes' in found) throw usageComplaint(found.mistakes.join('\n'), '`shipchart check` draws what there is.');
  const endings = found.endings.map((ending) => ({
    ending,
    lead: 'ms' in durations ? leadTime(delivery, ending.walk, durations.ms) : undefined,
  }));
  const asJson = {
    choices,
    complete: found.complete,
    count: endings.length,
    durations: 'ms' in durations ? { source: durations.source } : { source: null, why: durations.none },
    endings: endings.map(({ ending, lead }) => ({ ...ending, leadTime: lead ?? null })),
  };
  return { endings, complete: found.complete, asJson };
}

function tell(
  { out }: CliContext,
  delivery: Delivery,
  { endings, complete }: Rehearsed,
  durations: Durations | { none: string },
): void {
  const columns = out.screen()?.columns ?? PIPED_COLUMNS;
  const [only, ...others] = endings;
  if (only && others.length === 0)
    pathLines(delivery, only.ending, columns, out.paint).forEach((line) => out.line(line));
  if (others.length > 0) out.line(countLine(endings, complete));
  for (const { ending, lead } of endings) {
    out.line();
    if (others.length > 0) out.line(out.paint('gray', walkOf(delivery, ending)));
    endingFacts(ending, lead, out.paint).forEach((line) => out.line(line));
  }
  out.line();
  out.line(
    'ms' in durations
      ? `Times are from ${cleanText(durations.source)}.`
      : `Without lead times: ${cleanText(durations.none)} Give them with --durations FILE.`,
  );
}

/** `20 distinct endings: 14 failed, 2 delivered …`. */
function countLine(endings: Rehearsed['endings'], complete: boolean): string {
  const words = Map.groupBy(endings, ({ ending }) => ending.ending);
  const each = [...words].map(([word, all]) => `${all.length} ${word}`).join(', ');
  return complete
    ? `${endings.length} distinct endings: ${each}.`
    : `More endings than are looked at one by one; the first ${endings.length}: ${each}.`;
}

function walkOf(delivery: Delivery, { walk }: RehearsedEnding): string {
  return walk
    .filter(({ node }) => delivery.steps[node]?.kind !== 'passive')
    .map(({ node, outcome }) => `${cleanText(node)} ${outcome}`)
    .join(' → ');
}

function tellMermaid({ out }: CliContext, delivery: Delivery, chartText: string, { endings }: Rehearsed): void {
  for (const { ending, lead } of endings) {
    out.line(
      endingFacts(ending, lead, (_, text) => text)
        .map((line) => line.trim())
        .join('  \n'),
    );
    out.line(`\n${mermaidFence(markedChart(chartText, delivery, ending))}\n`);
  }
}
