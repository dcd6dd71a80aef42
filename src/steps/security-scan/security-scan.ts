import type { Evidence } from '../../engine/evidence.ts';
import type { Progress } from '../../engine/progress.ts';
import type { Advisory } from '../../ports/advisories.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { StepContext, StepKind } from '../step.ts';
import { securityScanDeclaration, type SecurityScanSettings } from './declaration.ts';
import { findSecrets, type Secret } from './find-secrets.ts';
import { type Finding, SEVERITIES } from './read-sarif.ts';
import { takeSarif } from './take-sarif.ts';

export const securityScan: StepKind<SecurityScanSettings> = {
  declaration: securityScanDeclaration,
  start,
  check: start,
  cancel: async () => {},
};

async function start(context: StepContext<SecurityScanSettings>): Promise<Progress> {
  const { run, ports, log } = context;
  const directory = await ports.workspaces.checkout(run.id, run.commit.id);
  const files = await ports.source.files(run.commit.id);
  const { secrets, looked, left } = await findSecrets(directory, files);
  log(
    `secrets: looked through ${looked} files, ${secrets.length} found${left > 0 ? `; ${left} binary or large files left out` : ''}.`,
  );
  const advisories = await askAdvisories(context, directory);
  const { sarif } = context.settings;
  const reported = sarif === undefined ? undefined : await takeSarif(directory, sarif, files);
  const grave = advisories.findings.filter((advisory) => isGrave(advisory, context.settings['fail-on']));
  for (const secret of secrets) log(`  ${secret.file}:${secret.line}: looks like ${secret.what}`);
  for (const advisory of advisories.findings)
    log(`  ${advisory.severity}: ${advisory.package} ${advisory.version}: ${advisory.title} ${advisory.link}`);
  for (const found of reported?.slice(0, MAX_TOLD_FINDINGS) ?? []) log(`  ${sentenceOf(found)}`);
  return withFindings(conclude(context.settings, secrets, advisories, grave), reported, context.settings['fail-on']);
}

interface Asked {
  findings: Advisory[];
  /** Why the advisories could not be asked for; undefined where they were, or need not be. */
  gap: string | undefined;
}

async function askAdvisories(
  { settings, ports, signal, log }: StepContext<SecurityScanSettings>,
  directory: string,
): Promise<Asked> {
  if (settings.advisories === 'off') return { findings: [], gap: undefined };
  const asked = await ports.advisories.ask(directory, signal);
  if (asked.state === 'answered') {
    log(`advisories: ${asked.findings.length} known vulnerabilities.`);
    return { findings: asked.findings, gap: undefined };
  }
  log(`advisories: COULD NOT BE ASKED FOR: ${asked.reason}`);
  if (settings.advisories === 'when-reachable') return { findings: [], gap: asked.reason };
  throw new WorldFailure({
    code: 'advisories-unreachable',
    message: `known vulnerabilities could not be asked for: ${asked.reason}`,
    hint: 'Make the registry reachable, or say `advisories: when-reachable` to go on without.',
    retry: true,
  });
}

function sentenceOf({ severity, file, line, title, tool, rule }: Finding): string {
  const place = file === '' ? '' : `${file}${line === 0 ? '' : `:${line}`}: `;
  return `${severity}: ${place}${title} (${tool} ${rule})`;
}

function isGrave({ severity }: Pick<Advisory, 'severity'>, least: (typeof SEVERITIES)[number]): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

interface Concluded {
  evidence: Evidence;
  numbers: Record<string, number>;
}

function conclude(
  settings: SecurityScanSettings,
  secrets: Secret[],
  { findings, gap }: Asked,
  grave: Advisory[],
): Concluded {
  const bad = secrets.length + grave.length;
  const secretsSaid = secrets.length === 0 ? 'no secrets in the tree' : `${secrets.length} secrets in the tree`;
  const advisoriesSaid =
    gap === undefined
      ? `${grave.length} vulnerabilities at or above ${settings['fail-on']}`
      : 'advisories could not be asked for, so this passes on the secrets alone';
  const sentence = settings.advisories === 'off' ? secretsSaid : `${secretsSaid}; ${advisoriesSaid}`;
  const evidence: Evidence = {
    metric: 'security',
    sentence,
    decision: bad === 0 ? 'pass' : 'fail',
    facts: {
      secrets: secrets.map((secret) => ({ ...secret })),
      advisories: findings.map((each) => ({ ...each })),
      gap: gap ?? null,
    },
  };
  return {
    evidence,
    numbers: { secrets: secrets.length, ...(gap === undefined ? { vulnerabilities: grave.length } : {}) },
  };
}

/** Adds what another scanner reported; undefined where none was asked for. */
function withFindings(
  { evidence, numbers }: Concluded,
  reported: Finding[] | undefined,
  least: (typeof SEVERITIES)[number],
): Progress {
  if (reported === undefined) return ended(evidence, numbers);
  const grave = reported.filter((found) => isGrave(found, least)).length;
  const told: Evidence = {
    ...evidence,
    sentence: `${evidence.sentence}; ${grave} reported findings at or above ${least}`,
    decision: grave === 0 ? evidence.decision : 'fail',
    facts: { ...evidence.facts, findings: reported.slice(0, MAX_TOLD_FINDINGS).map((each) => ({ ...each })) },
  };
  return ended(told, { ...numbers, findings: grave });
}

function ended(evidence: Evidence, numbers: Record<string, number>): Progress {
  return {
    kind: 'ended',
    outcome: evidence.decision === 'pass' ? 'pass' : 'fail',
    reason: evidence.sentence,
    output: { numbers },
    evidence: [evidence],
  };
}

/** The gravest; the number counts them all. */
const MAX_TOLD_FINDINGS = 200;
