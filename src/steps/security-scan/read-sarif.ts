import { z } from 'zod';

// SARIF 2.1.0, the parts that say whether a tool came to its end and what it found; source: docs.oasis-open.org/sarif/sarif/v2.1.0.

export const SEVERITIES = ['low', 'moderate', 'high', 'critical'] as const;
type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  tool: string;
  rule: string;
  severity: Severity;
  /** Empty where the tool names no file. */
  file: string;
  /** From 1; 0 where the tool names no line. */
  line: number;
  title: string;
}

const level = z.enum(['none', 'note', 'warning', 'error']);
const index = z.int().min(-1).optional();
const rule = z.looseObject({
  id: z.string(),
  defaultConfiguration: z.looseObject({ level: level.optional() }).optional(),
  properties: z.looseObject({ 'security-severity': z.union([z.string(), z.number()]).optional() }).optional(),
});
type Rule = z.infer<typeof rule>;
const component = z.looseObject({ name: z.string(), rules: z.array(rule).optional() });
const location = z.looseObject({
  physicalLocation: z
    .looseObject({
      artifactLocation: z.looseObject({ uri: z.string().optional(), index }).optional(),
      region: z.looseObject({ startLine: z.int().min(1).optional() }).optional(),
    })
    .optional(),
});
const result = z.looseObject({
  ruleId: z.string().optional(),
  ruleIndex: index,
  rule: z
    .looseObject({ id: z.string().optional(), index, toolComponent: z.looseObject({ index }).optional() })
    .optional(),
  kind: z.enum(['pass', 'open', 'informational', 'notApplicable', 'review', 'fail']).optional(),
  level: level.optional(),
  baselineState: z.enum(['new', 'unchanged', 'updated', 'absent']).optional(),
  message: z.looseObject({ text: z.string().optional() }),
  locations: z.array(location).optional(),
});
type Result = z.infer<typeof result>;
const run = z.looseObject({
  tool: z.looseObject({ driver: component, extensions: z.array(component).optional() }),
  invocations: z.array(z.looseObject({ executionSuccessful: z.boolean() })).optional(),
  artifacts: z.array(z.looseObject({ location: z.looseObject({ uri: z.string().optional() }).optional() })).optional(),
  results: z.array(result).nullish(),
});
type Run = z.infer<typeof run>;
const sarif = z.looseObject({ version: z.literal('2.1.0'), runs: z.array(run).min(1) });

/**
 * What the tools found, gravest first. What a tool suppressed counts as well: its own waivers name no owner and no end.
 * @throws RangeError with the reason, where it is no SARIF 2.1.0 or a tool did not come to its end: never "nothing found"
 */
export function readSarif(text: string): Finding[] {
  const read = sarif.safeParse(parse(text));
  if (!read.success) throw new RangeError(`it is no SARIF 2.1.0: ${whyNot(read.error)}`);
  const found = read.data.runs.flatMap(findingsOf);
  if (found.length > MAX_FINDINGS) throw new RangeError(`it has more than ${MAX_FINDINGS} findings`);
  return found.toSorted((one, other) => SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new RangeError(text.trim() === '' ? 'it is empty' : 'it is no JSON');
  }
}

function whyNot({ issues }: z.ZodError): string {
  const [first] = issues;
  return first === undefined ? 'unknown' : plain(`${first.path.join('.') || 'the whole'}: ${first.message}`);
}

function findingsOf(each: Run): Finding[] {
  const tool = plain(each.tool.driver.name);
  if (each.invocations?.some(({ executionSuccessful }) => !executionSuccessful) === true)
    throw new RangeError(`${tool} says that it did not come to its end`);
  if (each.results === undefined || each.results === null)
    throw new RangeError(`${tool} has no list of results, so it did not scan`);
  return each.results.flatMap((found) => findingOf(each, tool, found) ?? []);
}

function findingOf(of: Run, tool: string, found: Result): Finding | undefined {
  if (found.baselineState === 'absent' || ['pass', 'informational', 'notApplicable'].includes(found.kind ?? 'fail'))
    return undefined;
  const broken = ruleOf(of, found);
  const place = found.locations?.[0]?.physicalLocation;
  const at = place?.artifactLocation;
  return {
    tool,
    rule: plain(found.ruleId ?? found.rule?.id ?? broken?.id ?? 'unnamed rule'),
    severity: severityOf(found, broken),
    file: plain(at?.uri ?? of.artifacts?.[at?.index ?? -1]?.location?.uri ?? ''),
    line: place?.region?.startLine ?? 0,
    title: plain(found.message.text ?? ''),
  };
}

/** By index where there is one; else by id, where `CA1000/1` is a case of `CA1000`. */
function ruleOf({ tool }: Run, { ruleId, ruleIndex, rule: reference }: Result): Rule | undefined {
  const extension = reference?.toolComponent?.index ?? -1;
  const rules = (extension >= 0 ? tool.extensions?.[extension] : tool.driver)?.rules ?? [];
  const id = ruleId ?? reference?.id;
  return (
    rules[ruleIndex ?? reference?.index ?? -1] ??
    rules.find((each) => each.id === id) ??
    rules.find((each) => id?.startsWith(`${each.id}/`))
  );
}

/** The score's bands are those of CVSS; without a score the level counts, and "none" is the least rather than nothing. */
function severityOf(found: Result, broken: Rule | undefined): Severity {
  const score = Number.parseFloat(String(broken?.properties?.['security-severity'] ?? ''));
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'moderate';
  if (score > 0) return 'low';
  const said = found.level ?? broken?.defaultConfiguration?.level ?? 'warning';
  if (said === 'error') return 'high';
  return said === 'warning' ? 'moderate' : 'low';
}

/** A report is written by others: nothing in it may steer a terminal or flood a log. */
function plain(text: string): string {
  return text
    .slice(0, MAX_TEXT_CHARACTERS)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

const MAX_FINDINGS = 10_000;
const MAX_TEXT_CHARACTERS = 300;
