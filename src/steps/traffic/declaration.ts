import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { environmentName, percent } from '../../lib/settings.ts';
import { readHoldBack } from './hold-back-setting.ts';

const HELD_BACK = 'a share up to 50 % and a time, such as 5 % for 1h';

const settings = z
  .strictObject({
    to: environmentName().describe('The environment whose traffic moves.'),
    weight: percent().describe('Share of the traffic that the new release gets.'),
    'up-to': percent()
      .optional()
      .describe('Share up to which a monitor may raise it, in steps, as the evidence allows; left out: it stays.'),
    'hold-back': z
      .string()
      .refine((text) => readHoldBack(text) !== undefined, HELD_BACK)
      .meta({ title: HELD_BACK })
      .optional()
      .describe(
        'With `weight: 100 %`: keeps so much of the traffic on the version before, for so long, and watches on. Harm ends the step `failed`; another run that waits ends it at once.',
      ),
  })
  .refine(({ weight, 'up-to': upTo }) => upTo === undefined || upTo > weight, {
    path: ['up-to'],
    message: 'a share above `weight`',
  })
  .refine(({ weight, 'hold-back': holdBack }) => holdBack === undefined || weight === 100, {
    path: ['hold-back'],
    message: 'only with `weight: 100 %`; a canary is a smaller `weight`',
  });
export type TrafficSettings = z.infer<typeof settings>;

export const trafficDeclaration: Declaration<TrafficSettings> = {
  kind: 'traffic',
  summary: 'Gives the new release a share of the traffic, and verifies that it has it.',
  settings,
  outcomes: () => [
    { name: 'done', way: 'forward', synonyms: ['pass', 'success', 'shifted', 'ok'] },
    { name: 'failed', way: 'failure', synonyms: ['fail', 'error', 'anomaly'] },
  ],
  couldNotRun: () => 'failed',
  environment: ({ to }) => ({ name: to, access: 'changes' }),
  publishes: true,
  image: 'needs',
  rollout: 'traffic',
};
