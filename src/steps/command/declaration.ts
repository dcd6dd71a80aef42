import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { duration, environmentName, repositoryPath, secretName } from '../../lib/settings.ts';

const settings = z.strictObject({
  run: z.string().min(1).max(4_000).describe('The shell line to run in a copy of the checkout.'),
  against: environmentName()
    .optional()
    .describe('The environment it tests: held for the step, its address given as SHIPCHART_URL.'),
  timeout: duration().default('15m').describe('Longest it may take; then its whole process group is ended.'),
  secrets: z
    .array(secretName())
    .max(50)
    .optional()
    .describe('Names of secrets that it sees as environment variables; who operates the server sets them.'),
  reports: z
    .strictObject({
      junit: repositoryPath().optional(),
      coverage: repositoryPath().optional(),
      playwright: repositoryPath().optional(),
    })
    .default({})
    .describe('Files the command writes, read for the gate and the page.'),
});
export type CommandSettings = z.infer<typeof settings>;

export const commandDeclaration: Declaration<CommandSettings> = {
  kind: 'command',
  summary: 'Runs a shell line in its own copy of the checkout; exit code 0 passes.',
  settings,
  outcomes: () => [
    { name: 'pass', way: 'forward', synonyms: ['passed', 'success', 'ok', 'green'] },
    { name: 'fail', way: 'failure', synonyms: ['failed', 'failure', 'error', 'red'] },
  ],
  couldNotRun: () => 'fail',
  environment: ({ against }) => (against === undefined ? undefined : { name: against, access: 'reads' }),
  secrets: ({ secrets = [] }) => secrets,
  publishes: false,
  workspace: 'needs',
};
