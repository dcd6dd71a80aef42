import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';

const settings = z.strictObject({
  severity: z
    .enum(['critical', 'error', 'warning', 'info'])
    .default('critical')
    .describe('How loudly the on-call is woken.'),
});
export type IncidentSettings = z.infer<typeof settings>;

export const incidentDeclaration: Declaration<IncidentSettings> = {
  kind: 'incident',
  summary: 'Opens an incident that holds the evidence.',
  settings,
  outcomes: () => [{ name: 'done', way: 'forward', synonyms: ['opened', 'ok', 'success'] }],
  couldNotRun: () => 'done',
  environment: () => undefined,
  // A proposed change that fails its checks wakes nobody.
  publishes: true,
  speaks: true,
};
