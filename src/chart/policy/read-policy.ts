import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml';
import type { Json } from '../../lib/json.ts';
import type { Problem } from '../../lib/problem.ts';
import type { Declarations } from '../declaration.ts';
import { type Place, problemAt } from '../places.ts';
import type { Policy } from './policy.ts';
import type { Known } from './read-demand.ts';
import { partsOf } from './read-demand.ts';
import { readRule, type Said } from './read-rule.ts';

/** What to write, in each of its hints. */
const EXAMPLE = '`- before deploy to production: [ "review (senior-engineers, 1)" ]`';

/**
 * Reads the `policy:` of an operator's file, and nothing else of it. Every problem at once, each with its place; a policy
 * only where there is one without a problem.
 *
 * @param environments names that rules may speak of; those of the file itself where left out
 */
export function readPolicy(
  fileName: string,
  text: string,
  declarations: Declarations,
  environments?: readonly string[],
): { policy?: Policy; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const syntax = document.errors.map(({ message, pos }) =>
    problemAt(
      placeAt(pos[0]),
      'yaml-syntax',
      `The file is not valid YAML: ${message.split('\n')[0] ?? ''}`,
      'Put quotes around what holds a `:` or a `,` and is one demand.',
    ),
  );
  if (syntax.length > 0) return { problems: syntax };
  const root = document.contents;
  if (!isMap(root) || !root.has('policy')) return { problems: [] };
  const known: Known = {
    declarations,
    environments: environments ?? namesIn(root.get('environments')),
    conditions: conditionsIn(root.get('conditions'), document),
  };
  return readRules(root.get('policy', true), { fileName, text, placeAt, known });
}

interface Reading {
  fileName: string;
  text: string;
  placeAt(offset: number): Place;
  known: Known;
}

function readRules(node: unknown, reading: Reading): { policy?: Policy; problems: Problem[] } {
  const said = isSeq(node) ? node.items : [node];
  const wrong = said.filter((each) => !isMap(each));
  const problems = wrong.map((each) =>
    problemAt(reading.placeAt(startOf(each, node)), 'policy-rule', 'This is no rule.', `Write ${EXAMPLE}.`),
  );
  const pairs = said.flatMap((each) => (isMap(each) ? each.items : []));
  const read = pairs.map((pair) => ruleIn(pair, reading));
  problems.push(...read.flatMap((each) => each.problems));
  if (problems.length > 0) return { problems };
  return { policy: { fileName: reading.fileName, rules: read.flatMap(({ rule }) => rule ?? []) }, problems };
}

function ruleIn({ key, value }: Pair, reading: Reading): ReturnType<typeof readRule> {
  const title = saidAt(key, reading);
  if (!title)
    return { problems: [problemAt(reading.placeAt(0), 'policy-rule', 'This is no rule.', `Write ${EXAMPLE}.`)] };
  const nodes = isSeq(value) ? value.items : isScalar(value) && value.value === null ? [] : [value];
  const said = nodes.map((node) => saidAt(node, reading));
  const unclear = nodes.filter((_, index) => said[index] === undefined);
  const { rule, problems } = readRule(
    title,
    said.flatMap((each) => (each ? (isSeq(value) ? [each] : listed(each)) : [])),
    reading.known,
  );
  const unclearProblems = unclear.map((node) =>
    problemAt(
      reading.placeAt(startOf(node, value)),
      'policy-demand',
      'This demand is more than one line of text.',
      'Put quotes around each demand: a `:` or a `,` in it means something to YAML.',
    ),
  );
  return unclearProblems.length > 0
    ? { problems: [...problems, ...unclearProblems] }
    : { ...(rule ? { rule } : {}), problems };
}

/** `a, b or c` in one line. */
function listed({ text, placeOf }: Said): Said[] {
  return partsOf(text, ',').map((part) => ({ text: part.text, placeOf: (at) => placeOf(part.offset + at) }));
}

/**
 * The words of a node as they stand in the file. `security-scan (fail-on: high)` without quotes is a map to YAML and a
 * demand to people: its own text is taken.
 */
function saidAt(node: unknown, { text, placeAt }: Reading): Said | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const [start, end] = node.range;
  if (isScalar(node) && typeof node.value === 'string') {
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
    return { text: node.value.trim(), placeOf: (offset) => placeAt(start + quoted + offset) };
  }
  const words = text.slice(start, end).trim();
  if (!isMap(node) || words.includes('\n') || words.startsWith('{')) return undefined;
  return { text: words, placeOf: (offset) => placeAt(start + offset) };
}

function startOf(node: unknown, around: unknown): number {
  const found = [node, around].find((each) => isNode(each) && each.range);
  return isNode(found) ? (found.range?.[0] ?? 0) : 0;
}

function conditionsIn(conditions: unknown, document: Document): Record<string, Json> {
  return isMap(conditions) ? (conditions.toJS(document) as Record<string, Json>) : {};
}

function namesIn(environments: unknown): string[] | undefined {
  if (!isMap(environments)) return undefined;
  return environments.items.map(({ key }) => String(isScalar(key) ? key.value : key));
}
