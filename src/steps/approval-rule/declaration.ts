import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';
import { conditionSchema, noUnderConditions } from './conditions.ts';

const settings = z.strictObject({
  'required-when': z
    .union([z.literal('always'), z.literal('never'), conditionSchema])
    .default('always')
    .describe(
      'When a person must approve: a change since the live release touches one of `paths`, or its starter is not in the group `authors-outside`.',
    ),
  before: z.string().default('production').describe('The environment whose live release the change is compared with.'),
});
export type ApprovalRuleSettings = z.infer<typeof settings>;

export const approvalRuleDeclaration: Declaration<ApprovalRuleSettings> = {
  kind: 'approval-rule',
  summary: 'Decides whether a person must approve, from what would change in production.',
  settings,
  outcomes: () => [
    { name: 'yes', way: 'forward', synonyms: ['required', 'needed', 'manual'] },
    { name: 'no', way: 'forward', synonyms: ['not required', 'auto', 'automatic'] },
  ],
  couldNotRun: () => 'yes',
  environment: () => undefined,
  publishes: false,
  attests: { outcomes: ['no'], floor: noUnderConditions },
};
