import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { environmentName } from '../../lib/settings.ts';

const settings = z.strictObject({
  of: environmentName().describe('The environment that returns to its last good release.'),
});
export type RollbackSettings = z.infer<typeof settings>;

export const rollbackDeclaration: Declaration<RollbackSettings> = {
  kind: 'rollback',
  summary:
    'Brings all traffic back to the last good release, drops cached answers, and marks the release bad. Tried until it is done.',
  settings,
  outcomes: () => [{ name: 'done', way: 'forward', synonyms: ['success', 'ok', 'rolled back'] }],
  couldNotRun: () => 'done',
  environment: ({ of }) => ({ name: of, access: 'changes' }),
  publishes: true,
  rollout: 'rollback',
};
