import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { duration } from '../../lib/settings.ts';

const settings = z.strictObject({
  prepare: z
    .string()
    .min(1)
    .max(4_000)
    .optional()
    .describe(
      'The line that installs dependencies. What it makes is kept by hash of lock file, Node version, platform and line.',
    ),
  timeout: duration().default('15m').describe('Longest `prepare` may take.'),
});
export type CheckoutSettings = z.infer<typeof settings>;

export const checkoutDeclaration: Declaration<CheckoutSettings> = {
  kind: 'checkout',
  summary: 'Checks the commit out once for the whole run and installs its dependencies.',
  settings,
  outcomes: () => [
    { name: 'done', way: 'forward', synonyms: ['pass', 'success', 'ok'] },
    { name: 'failed', way: 'failure', synonyms: ['fail', 'error'] },
  ],
  couldNotRun: () => 'failed',
  environment: () => undefined,
  publishes: false,
  workspace: 'makes',
};
