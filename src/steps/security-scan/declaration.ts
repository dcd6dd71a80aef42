import { z } from 'zod';
import type { Attestation, Declaration } from '../../chart/declaration.ts';
import { namedWords } from '../../lib/named-words.ts';

const SEVERITIES = ['low', 'moderate', 'high', 'critical'] as const;
/** The strictest first. */
const ADVISORIES = ['required', 'when-reachable', 'off'] as const;

const settings = z.strictObject({
  'fail-on': z.enum(SEVERITIES).default('high').describe('The least severity that fails the step.'),
  advisories: z
    .enum(ADVISORIES)
    .default('required')
    .describe(
      "Known vulnerabilities of dependencies: `required` fails the step when the registry can't be asked; `when-reachable` says so and goes on.",
    ),
  sarif: z
    .string()
    .regex(/^(?!\.{0,2}(\/|$))(?!.*\/\.{0,2}(\/|$)).+$/, 'is no plain path below the checkout')
    .optional()
    .describe(
      'A SARIF 2.1.0 report that an earlier step wrote, as a path in the checkout. Its findings count as well; missing, broken or committed, it fails the step.',
    ),
});
export type SecurityScanSettings = z.infer<typeof settings>;

/** `(fail-on: high)`; advisories are required unless it says `advisories: when-reachable` as well. */
const attests: Attestation<SecurityScanSettings> = {
  outcomes: ['pass'],
  floor: (words) => {
    const floor = settings.safeParse(namedWords(words));
    if (!floor.success)
      return { mistake: 'says no floor of a scan', hint: `Write \`(fail-on: ${SEVERITIES.join(' | ')})\`.` };
    return { whyLess: (own) => whyLess(own, floor.data) };
  },
};

function whyLess(own: SecurityScanSettings, floor: SecurityScanSettings): string | undefined {
  if (SEVERITIES.indexOf(own['fail-on']) > SEVERITIES.indexOf(floor['fail-on']))
    return `it fails on ${own['fail-on']}, the policy on ${floor['fail-on']}`;
  if (ADVISORIES.indexOf(own.advisories) > ADVISORIES.indexOf(floor.advisories))
    return `its advisories are ${own.advisories}, and the policy's ${floor.advisories}`;
  if (floor.sarif !== undefined && own.sarif !== floor.sarif)
    return `it does not read ${floor.sarif}, and the policy's does`;
  return undefined;
}

export const securityScanDeclaration: Declaration<SecurityScanSettings> = {
  kind: 'security-scan',
  summary: 'Looks for secrets in the tree and for known vulnerabilities of the dependencies.',
  settings,
  outcomes: () => [
    { name: 'pass', way: 'forward', synonyms: ['passed', 'success', 'ok', 'clean'] },
    { name: 'fail', way: 'failure', synonyms: ['failed', 'failure', 'error', 'vulnerable'] },
  ],
  couldNotRun: () => 'fail',
  environment: () => undefined,
  publishes: false,
  workspace: 'needs',
  attests,
};
