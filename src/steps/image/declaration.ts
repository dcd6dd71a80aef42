import { z } from 'zod';
import type { Declaration } from '../../chart/declaration.ts';

const settings = z.strictObject({
  service: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'a service name')
    .optional()
    .describe("The service's name; the project's by default."),
});
export type ImageSettings = z.infer<typeof settings>;

export const imageDeclaration: Declaration<ImageSettings> = {
  kind: 'image',
  summary: 'Builds the OCI image of the commit and pushes it; the digest is what is deployed.',
  settings,
  outcomes: () => [
    { name: 'done', way: 'forward', synonyms: ['pass', 'success', 'built', 'pushed', 'ok'] },
    { name: 'failed', way: 'failure', synonyms: ['fail', 'error'] },
  ],
  couldNotRun: () => 'failed',
  environment: () => undefined,
  publishes: true,
  workspace: 'needs',
  image: 'makes',
};
