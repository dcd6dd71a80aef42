import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { duration } from '../../lib/settings.ts';

const settings = z.strictObject({
  by: z.string().min(1).max(100).describe('The group whose members may answer.'),
  count: z.number().int().min(1).max(20).default(1).describe('How many of them must approve; one rejection rejects.'),
  timeout: duration().default('24h').describe('Unanswered for this long, it is rejected.'),
});
export type ReviewSettings = z.infer<typeof settings>;

export const reviewDeclaration: Declaration<ReviewSettings> = {
  kind: 'review',
  summary: 'Waits for people to approve or reject; the starter of the run is not one of them.',
  settings,
  outcomes: () => [
    { name: 'approved', way: 'forward', synonyms: ['approve', 'yes', 'ok', 'pass'] },
    { name: 'rejected', way: 'failure', synonyms: ['reject', 'no', 'denied', 'fail'] },
  ],
  couldNotRun: () => 'rejected',
  environment: () => undefined,
  publishes: false,
  waitsForPeople: true,
  whyNotAnswer: ({ by }, { name, groups, startedBy }) => {
    if (name === startedBy) return `${name} started this run, and nobody reviews their own.`;
    if (!groups.includes(by)) return `${name} is not in ${by}.`;
    return undefined;
  },
};
