import type { Policy } from '../../chart/policy/policy.ts';
import type { CliContext, Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Comparison } from '../../chart/compare.ts';
import { compareWith, comparisonLines } from './against.ts';
import { chartLines } from './chart-lines.ts';
import { type CheckedFile, checkFile, DEFAULT_FILE, hasErrors } from './check-file.ts';
import { operatorPolicy, policyLine } from './operator-policy.ts';
import { PIPED_COLUMNS } from '../terminal/terminal.ts';
import { sarifOf } from './sarif.ts';
import { count, countOf, tellProblems } from './tell-problems.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Prove a delivery document: draw its chart, or list every problem with its place',
  arguments: [{ name: '[files...]', summary: `Markdown or .mmd files (default: ${DEFAULT_FILE})` }],
  options: [
    { flags: '--chart-only', summary: 'Look at the chart alone: any Mermaid flowchart, without settings' },
    {
      flags: '--against <ref>',
      summary: 'What changed since this commit, branch or tag: chart, outcomes, settings, proofs',
    },
    { flags: '--sarif', summary: 'Answer in SARIF 2.1.0, which code hosts show in place' },
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
    const ref = args.text('against');
    const found: Found[] = [];
    for (const each of checked) found.push(await foundIn(context, each, policy, ref));
    if (args.has('sarif')) printJson(context.out, sarifOf(checked, context.directory, context.version));
    else if (context.json) printJson(context.out, { files: found.map(asJson) });
    else for (const each of found) tell(each, context);
    return checked.some(hasErrors) ? EXIT.failed : EXIT.ok;
  },
};

interface Found {
  checked: CheckedFile;
  policy: Policy | undefined;
  /** What changed since a commit, where that was asked for. */
  since: { ref: string; comparison: Comparison } | undefined;
}

async function foundIn(
  { directory, declarations }: CliContext,
  checked: CheckedFile,
  policy: Policy | undefined,
  ref: string | undefined,
): Promise<Found> {
  if (ref === undefined) return { checked, policy, since: undefined };
  return {
    checked,
    policy,
    since: { ref, comparison: await compareWith(ref, checked, directory, declarations, policy) },
  };
}

function asJson({ checked, policy, since }: Found) {
  const { file, chart, problems } = checked;
  const drawn = chart && {
    nodes: chart.nodes.map(({ id, label, shape, group }) => ({ id, label, shape, group })),
    edges: chart.edges.map(({ id, from, to, label }) => ({ id, from, to, label })),
    groups: chart.groups.map(({ id, label, members }) => ({ id, label, members })),
  };
  return {
    file,
    chart: drawn ?? null,
    ...(policy ? { policy: policyState(checked, policy) } : {}),
    ...(since ? { changes: { against: since.ref, ...since.comparison } } : {}),
    problems,
  };
}

function policyState(checked: CheckedFile, { fileName, rules }: Policy) {
  return {
    file: fileName,
    rules: rules.length,
    holds: checked.delivery !== undefined && !checked.problems.some(({ rule }) => rule === 'policy'),
  };
}

function tell(found: Found, context: CliContext): void {
  const { out } = context;
  tellFile(found, context);
  const { since } = found;
  if (since) out.line(`\n${comparisonLines(since.ref, since.comparison, out.paint).join('\n')}`);
}

function tellFile({ checked, policy }: Found, context: CliContext): void {
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
