import { z } from 'zod';
import type { Attestation, Declaration } from '../../chart/declaration.ts';
import { isAtLeastAsStrict, parseLimit, type Limit } from './limit.ts';

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

/** `(coverage >= 70 %, p95 <= 300 ms)` */
const attests: Attestation<QualityGateSettings> = {
  outcomes: ['approved'],
  floor: (words) => {
    const rules = words.split(',').map(readFloorRule);
    if (rules.includes(undefined))
      return { mistake: 'says no limit of a gate', hint: 'Write `(coverage >= 70 %)`, several with a comma between.' };
    return { whyLess: ({ require }) => rules.map((rule) => rule && whyLess(require, rule)).find((why) => why) };
  },
};

interface FloorRule {
  name: string;
  said: string;
  bound: Limit;
}

function readFloorRule(words: string): FloorRule | undefined {
  const [, name = '', said = ''] = /^\s*([a-z][a-z0-9-]*)\s*([<>=].*?)\s*$/.exec(words) ?? [];
  const bound = parseLimit(said);
  return bound && { name, said, bound };
}

function whyLess(require: QualityGateSettings['require'], { name, said, bound }: FloorRule): string | undefined {
  const own = Object.hasOwn(require, name) ? require[name] : undefined;
  if (own === undefined) return `it has no rule on ${name}`;
  const ownLimit = parseLimit(own);
  if (ownLimit && isAtLeastAsStrict(ownLimit, bound)) return undefined;
  return `it wants ${name} ${own}, the policy ${said}`;
}

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
  attests,
};
