import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { noWords } from '../../lib/named-words.ts';
import { duration, environmentName } from '../../lib/settings.ts';

const settings = z.strictObject({
  to: environmentName().describe('The environment that gets the release.'),
  timeout: duration().default('5m').describe('Longest the new release may take to become healthy.'),
});
export type DeploySettings = z.infer<typeof settings>;

export const deployDeclaration: Declaration<DeploySettings> = {
  kind: 'deploy',
  summary:
    'Starts the release in the idle colour; takes all traffic once healthy, or none where a traffic step follows.',
  settings,
  outcomes: () => [
    { name: 'done', way: 'forward', synonyms: ['pass', 'success', 'deployed', 'ok'] },
    { name: 'failed', way: 'failure', synonyms: ['fail', 'error'] },
  ],
  couldNotRun: () => 'failed',
  environment: ({ to }) => ({ name: to, access: 'changes' }),
  publishes: true,
  image: 'needs',
  rollout: 'deploy',
  attests: { outcomes: ['done'], floor: noWords },
};
