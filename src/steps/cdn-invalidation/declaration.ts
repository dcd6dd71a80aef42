import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { environmentName } from '../../lib/settings.ts';

const settings = z.strictObject({
  of: environmentName().describe('The environment whose cache is emptied.'),
  paths: z
    .array(z.string().startsWith('/').max(500))
    .min(1)
    .max(100)
    .default(['/*'])
    .describe('Path patterns; `*` at the end matches the rest.'),
});
export type CdnInvalidationSettings = z.infer<typeof settings>;

export const cdnInvalidationDeclaration: Declaration<CdnInvalidationSettings> = {
  kind: 'cdn-invalidation',
  summary: 'Drops cached answers of the old release, and waits until they are gone.',
  settings,
  outcomes: () => [
    { name: 'done', way: 'forward', synonyms: ['pass', 'success', 'ok'] },
    { name: 'failed', way: 'failure', synonyms: ['fail', 'error'] },
  ],
  couldNotRun: () => 'failed',
  environment: ({ of }) => ({ name: of, access: 'changes' }),
  publishes: true,
};
