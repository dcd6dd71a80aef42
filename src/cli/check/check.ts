import type { Policy } from '../../chart/policy/policy.ts';
import type { CliContext, Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { chartLines } from './chart-lines.ts';
import { type CheckedFile, checkFile, DEFAULT_FILE, hasErrors } from './check-file.ts';
import { operatorPolicy, policyLine } from './operator-policy.ts';
import { PIPED_COLUMNS } from '../terminal/terminal.ts';
import { count, countOf, tellProblems } from './tell-problems.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Prove a delivery document: draw its chart, or list every problem with its place',
  arguments: [{ name: '[files...]', summary: `Markdown or .mmd files (default: ${DEFAULT_FILE})` }],
  options: [
    { flags: '--chart-only', summary: 'Look at the chart alone: any Mermaid flowchart, without settings' },
    {
      flags: '--policy <file>',
      summary: "Prove the operator's policy in this file (default: that of shipchart.yaml here)",
    },
  ],
  notes: `Needs no server. Exit code: ${EXIT.ok} sound, ${EXIT.failed} problems, ${EXIT.usage} wrong command line or no such file.`,
  async run(context, args) {
    const named = args.all('files');
    const only = args.has('chartOnly') ? 'chart' : 'all';
    const policy =
      only === 'chart' ? undefined : await operatorPolicy(context.directory, args.text('policy'), context.declarations);
    const checked: CheckedFile[] = [];
    for (const file of named.length > 0 ? named : [DEFAULT_FILE]) {
      checked.push(await checkFile(context.directory, file, context.declarations, only, policy));
    }
    if (context.json) printJson(context.out, { files: checked.map((each) => asJson(each, policy)) });
    else for (const each of checked) tell(each, context, policy);
    return checked.some(hasErrors) ? EXIT.failed : EXIT.ok;
  },
};

function asJson(checked: CheckedFile, policy: Policy | undefined) {
  const { file, chart, problems } = checked;
  const drawn = chart && {
    nodes: chart.nodes.map(({ id, label, shape, group }) => ({ id, label, shape, group })),
    edges: chart.edges.map(({ id, from, to, label }) => ({ id, from, to, label })),
    groups: chart.groups.map(({ id, label, members }) => ({ id, label, members })),
  };
  return { file, chart: drawn ?? null, ...(policy ? { policy: policyState(checked, policy) } : {}), problems };
}

function policyState(checked: CheckedFile, { fileName, rules }: Policy) {
  return {
    file: fileName,
    rules: rules.length,
    holds: checked.delivery !== undefined && !checked.problems.some(({ rule }) => rule === 'policy'),
  };
}

function tell(checked: CheckedFile, context: CliContext, policy: Policy | undefined): void {
  const { out } = context;
  const { file, chart, delivery, problems } = checked;
  tellProblems(checked, context);
  if (hasErrors(checked)) return;
  const columns = out.screen()?.columns ?? PIPED_COLUMNS;
  if (delivery) out.line(`${chartLines(delivery, columns, out.paint).join('\n')}\n`);
  const size = chart ? `${count(chart.nodes.length, 'node')}, ${count(chart.edges.length, 'edge')}` : '';
  out.line(
    out.paint('green', `✓ ${cleanText(file)}: ${size}, ${problems.length === 0 ? 'no problem' : countOf(problems)}.`),
  );
  const held = policy && policyLine(policy, checked);
  if (held !== undefined) out.line(out.paint('green', `✓ ${held}.`));
}
