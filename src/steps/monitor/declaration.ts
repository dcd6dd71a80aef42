import { z } from 'zod';
import type { Attestation, Declaration } from '../../chart/declaration.ts';
import { whyPerhapsOwn } from '../../lib/whose-own.ts';
import { namedWords } from '../../lib/named-words.ts';
import { duration, environmentName, milliseconds, readPercent } from '../../lib/settings.ts';

function margin(words: string) {
  return z.union([z.literal('off'), z.string().refine((text) => (readPercent(text) ?? -1) > 0, words)]).optional();
}

const settings = z.strictObject({
  of: environmentName().describe('The environment that is watched.'),
  from: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .optional()
    .describe('Who counts, by its name under `integrations:` in shipchart.yaml. The router itself where left out.'),
  for: duration().default('5m').describe('Least time before `healthy`.'),
  'at-most': duration().default('60m').describe('Most time; then the verdict is `inconclusive`.'),
  'warm-up': duration().default('60s').describe('Latency counts from here on; errors count at once.'),
  guard: z
    .strictObject({
      errors: z.strictObject({ margin: margin('a margin such as 0.1 points') }).default({}),
      latency: z
        .strictObject({
          p50: margin('a margin such as +10 %'),
          p99: margin('a margin such as +20 %'),
          // A canary at 5 % runs on cold caches; where answers take half a millisecond, that alone is half as much again.
          tolerate: duration().optional().describe('A slowdown of up to this counts as none.'),
        })
        .default({}),
    })
    .default({ errors: {}, latency: {} })
    .describe('What must not get worse, and by how much it may without anyone noticing.'),
  phi: z
    .number()
    .min(1)
    .max(100)
    .optional()
    .describe('Dispersion assumed where there is no history to calibrate on (3).'),
  'when-inconclusive': z
    .enum(['rollback', 'hold'])
    .default('rollback')
    .describe(
      'What an `inconclusive` without an edge does. `hold` asks the operators first; unanswered for an hour, it rolls back.',
    ),
  operators: z
    .string()
    .min(1)
    .max(100)
    .default('operators')
    .describe('The group whose members may let an `inconclusive` pass, with `when-inconclusive: hold`.'),
});
export type MonitorSettings = z.infer<typeof settings>;

const floorSchema = z.strictObject({ for: duration().optional() });

/** `(for: 10m)` */
const attests: Attestation<MonitorSettings> = {
  outcomes: ['healthy'],
  floor: (words) => {
    const floor = floorSchema.safeParse(namedWords(words));
    if (!floor.success) return { mistake: 'says not how long to watch', hint: 'Write `(for: 10m)`, or nothing.' };
    const least = floor.data.for;
    return {
      whyLess: (own) =>
        least !== undefined && milliseconds(own.for) < milliseconds(least)
          ? `it watches for ${own.for}, the policy for ${least}`
          : undefined,
    };
  },
};

export const monitorDeclaration: Declaration<MonitorSettings> = {
  kind: 'monitor',
  summary: 'Compares canary and baseline as requests happen, and answers as soon as the evidence allows.',
  settings,
  outcomes: () => [
    { name: 'healthy', way: 'forward', synonyms: ['pass', 'success', 'good', 'ok'] },
    { name: 'anomaly', way: 'failure', synonyms: ['unhealthy', 'fail', 'failed', 'bad', 'degraded'] },
    { name: 'inconclusive', way: 'failure', synonyms: ['unclear', 'no verdict'] },
  ],
  couldNotRun: () => 'inconclusive',
  environment: ({ of }) => ({ name: of, access: 'reads' }),
  publishes: true,
  rollout: 'watch',
  attests,
  answersFor: ({ of }) => of,
  whyNotAnswer: ({ operators }, { name, groups, startedBy }) => {
    if (!groups.includes(operators)) return `${name} is not in ${operators}.`;
    return whyPerhapsOwn(name, startedBy);
  },
};
