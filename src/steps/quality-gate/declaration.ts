import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { parseLimit } from './limit.ts';

const limit = z.string().refine((text) => parseLimit(text) !== undefined, 'a limit such as ">= 80 %" or "<= 300 ms"');

const settings = z.strictObject({
  require: z
    .record(z.string(), limit)
    .refine((rules) => Object.keys(rules).length > 0, 'at least one rule')
    .describe(
      'Number → limit. Numbers come from the reports of earlier steps: coverage, p50, p95, p99, error-rate, flaky, failed-tests.',
    ),
});
export type QualityGateSettings = z.infer<typeof settings>;

export const qualityGateDeclaration: Declaration<QualityGateSettings> = {
  kind: 'quality-gate',
  summary: "Holds the run's reports against limits; a number that is missing is a rejection that says so.",
  settings,
  outcomes: () => [
    { name: 'approved', way: 'forward', synonyms: ['pass', 'passed', 'ok', 'success'] },
    { name: 'rejected', way: 'failure', synonyms: ['fail', 'failed', 'blocked'] },
  ],
  couldNotRun: () => 'rejected',
  environment: () => undefined,
  publishes: false,
};
