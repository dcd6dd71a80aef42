import { z } from 'zod';
import type { Advisory } from '../../ports/advisories.ts';

// `npm audit --json`, report version 2, as npm 7 and newer print it; source: docs.npmjs.com/auditing-package-dependencies and npm's own npm-audit-report.

const SEVERITIES = ['critical', 'high', 'moderate', 'low', 'info'] as const;
const severity = z.enum(SEVERITIES);

/** Text: vulnerable only through the package of that name, which is listed itself. */
const cause = z.union([
  z.string(),
  z.looseObject({
    name: z.string().optional(),
    title: z.string(),
    url: z.string().default(''),
    severity,
    range: z.string().default(''),
  }),
]);

const vulnerability = z.looseObject({
  name: z.string(),
  via: z.array(cause),
  range: z.string().default(''),
  nodes: z.array(z.string()).default([]),
});
type Vulnerability = z.infer<typeof vulnerability>;

const report = z.looseObject({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), vulnerability),
  metadata: z.looseObject({ vulnerabilities: z.looseObject({ total: z.int() }) }),
});

/** Path of a package in the lock file → its version. */
export type LockedVersions = ReadonlyMap<string, string>;

/**
 * What npm found, gravest first: one entry per advisory and installed version.
 * @throws RangeError with the reason, where it is no report: then nothing was asked, or nothing was understood, which is never "nothing found"
 */
export function readAuditReport(stdout: string, versions: LockedVersions): Advisory[] {
  const answer = parse(stdout);
  const read = report.safeParse(answer);
  if (!read.success) throw new RangeError(whyNoReport(answer));
  const { vulnerabilities, metadata } = read.data;
  const found = Object.values(vulnerabilities).flatMap((each) => advisoriesOf(each, versions));
  if (found.length === 0 && metadata.vulnerabilities.total > 0) {
    throw new RangeError(`npm audit counts ${metadata.vulnerabilities.total} vulnerabilities and names none`);
  }
  return unique(found).toSorted((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity));
}

function advisoriesOf({ name, via, range, nodes }: Vulnerability, versions: LockedVersions): Advisory[] {
  const installed = [...new Set(nodes.flatMap((path) => versions.get(path) ?? []))];
  return via.flatMap((each) => {
    if (typeof each === 'string') return [];
    const told = installed.length > 0 ? installed : [each.range || range];
    const grave = each.severity === 'info' ? 'low' : each.severity;
    return told.map((version) => ({ package: name, version, severity: grave, title: each.title, link: each.url }));
  });
}

function unique(advisories: readonly Advisory[]): Advisory[] {
  return [...new Map(advisories.map((each) => [JSON.stringify(each), each])).values()];
}

function parse(stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new RangeError(stdout.trim() === '' ? 'npm audit printed nothing' : 'npm audit printed no JSON');
  }
}

const MAX_REASON_CHARACTERS = 300;

/** npm prints `{ message, statusCode }` where the registry refuses, and `{ error: { summary } }` where it could not even ask. */
function whyNoReport(answer: unknown): string {
  const { message, statusCode, error, auditReportVersion } = Object(answer) as Record<string, unknown>;
  if (auditReportVersion !== undefined)
    return `npm audit printed a report of version ${JSON.stringify(auditReportVersion)} that is not understood`;
  const said = [message, (Object(error) as { summary?: unknown }).summary].find(
    (text) => typeof text === 'string' && text !== '',
  ) as string | undefined;
  const status = typeof statusCode === 'number' ? ` (status ${statusCode})` : '';
  return `npm audit got no report${status}: ${(said ?? 'it does not say why').slice(0, MAX_REASON_CHARACTERS)}`;
}
