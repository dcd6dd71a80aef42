import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';

const settings = z.strictObject({
  'fail-on': z
    .enum(['low', 'moderate', 'high', 'critical'])
    .default('high')
    .describe('The least severity that fails the step.'),
  advisories: z
    .enum(['required', 'when-reachable', 'off'])
    .default('required')
    .describe(
      "Known vulnerabilities of dependencies: `required` fails the step when the registry can't be asked; `when-reachable` says so and goes on.",
    ),
});
export type SecurityScanSettings = z.infer<typeof settings>;

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
};
