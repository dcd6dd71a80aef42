import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';

const settings = z.strictObject({
  to: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(20)
    .default(['author'])
    .describe('`author`, a person, or a channel such as "#deploys".'),
});
export type NotifySettings = z.infer<typeof settings>;

export const notifyDeclaration: Declaration<NotifySettings> = {
  kind: 'notify',
  summary: 'Tells people what happened and why, once for each thing that led here.',
  settings,
  outcomes: () => [{ name: 'done', way: 'forward', synonyms: ['sent', 'ok', 'success'] }],
  couldNotRun: () => 'done',
  environment: () => undefined,
  publishes: false,
  speaks: true,
};
