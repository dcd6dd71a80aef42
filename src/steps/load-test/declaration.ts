import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { noWords } from '../../lib/named-words.ts';
import { duration, environmentName, repositoryPath } from '../../lib/settings.ts';

const settings = z.strictObject({
  scenario: repositoryPath().describe('The scenario file: requests, connections, duration, thresholds.'),
  against: environmentName().describe('The environment that is loaded.'),
  timeout: duration().default('15m').describe('Longest it may take.'),
});
export type LoadTestSettings = z.infer<typeof settings>;

export const loadTestDeclaration: Declaration<LoadTestSettings> = {
  kind: 'load-test',
  summary:
    'Loads an environment by one scenario file, on the first load generator that is there; the same thresholds decide whichever ran.',
  settings,
  outcomes: () => [
    { name: 'pass', way: 'forward', synonyms: ['passed', 'success', 'ok', 'fast'] },
    { name: 'fail', way: 'failure', synonyms: ['failed', 'failure', 'error', 'slow'] },
  ],
  couldNotRun: () => 'fail',
  environment: ({ against }) => ({ name: against, access: 'reads' }),
  publishes: false,
  workspace: 'needs',
  attests: { outcomes: ['pass'], floor: noWords },
};
