import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Declarations } from '../../chart/declaration.ts';
import { demandsOn, type Policy } from '../../chart/policy/policy.ts';
import { readPolicy } from '../../chart/policy/read-policy.ts';
import { Complaint, usageComplaint } from '../complaint.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { CheckedFile } from './check-file.ts';

/** The operator's file, where the one who checks has it beside the document. */
const OPERATOR_FILE = 'shipchart.yaml';

/**
 * The policy of the file that is named, else of the operator's file in this folder where there is one.
 * @throws Complaint where the named file is not there, or the policy has problems: nothing is proved by half of it
 */
export async function operatorPolicy(
  directory: string,
  named: string | undefined,
  declarations: Declarations,
): Promise<Policy | undefined> {
  const file = named ?? OPERATOR_FILE;
  const text = await readFile(resolve(directory, file), 'utf8').catch(() => undefined);
  if (text === undefined) {
    if (named === undefined) return undefined;
    throw usageComplaint(`There is no file ${file} here.`, 'Name the file that holds `policy:`.');
  }
  const { policy, problems } = readPolicy(file, text, declarations);
  if (problems.length > 0) {
    const said = problems.map(({ line, column, message, hint }) => `${file}:${line}:${column}: ${message}\n  ${hint}`);
    throw new Complaint(said.join('\n'), `Mend the policy in ${file}; nothing is proved by half of it.`);
  }
  if (policy || named === undefined) return policy;
  throw usageComplaint(`${file} has no \`policy:\`.`, 'Name the file that holds it.');
}

/** `policy: holds (3 rules)`, with the rules that are about nothing in this chart. */
export function policyLine(policy: Policy, { delivery }: CheckedFile): string | undefined {
  if (!delivery) return undefined;
  const steps = Object.values(delivery.steps);
  const idle = policy.rules.filter((rule) =>
    steps.every((step) => demandsOn({ ...policy, rules: [rule] }, step).length === 0),
  );
  const rules = `${policy.rules.length} ${policy.rules.length === 1 ? 'rule' : 'rules'}`;
  const about = idle.map(({ says }) => `nothing here to hold up "${cleanText(says)}"`);
  return `policy: holds (${[rules, ...about].join('; ')})`;
}
