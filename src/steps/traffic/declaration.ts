import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { environmentName, percent } from '../../lib/settings.ts';

const settings = z
  .strictObject({
    to: environmentName().describe('The environment whose traffic moves.'),
    weight: percent().describe('Share of the traffic that the new release gets.'),
    'up-to': percent()
      .optional()
      .describe('Share up to which a monitor may raise it, in steps, as the evidence allows; left out: it stays.'),
  })
  .refine(({ weight, 'up-to': upTo }) => upTo === undefined || upTo > weight, {
    path: ['up-to'],
    message: 'a share above `weight`',
  });
export type TrafficSettings = z.infer<typeof settings>;

export const trafficDeclaration: Declaration<TrafficSettings> = {
  kind: 'traffic',
  summary: 'Gives the new release a share of the traffic, and verifies that it has it.',
  settings,
  outcomes: () => [
    { name: 'done', way: 'forward', synonyms: ['pass', 'success', 'shifted', 'ok'] },
    { name: 'failed', way: 'failure', synonyms: ['fail', 'error'] },
  ],
  couldNotRun: () => 'failed',
  environment: ({ to }) => ({ name: to, access: 'changes' }),
  publishes: true,
  image: 'needs',
  rollout: 'traffic',
};
