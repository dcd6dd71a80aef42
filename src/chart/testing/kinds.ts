import { z } from 'zod';
import type { Declaration, Declarations, EnvironmentUse, Outcome } from '../declaration.ts';

const FORWARD_WORDS = ['success', 'ok'];
const FAILURE_WORDS = ['failure', 'error'];

/**
 * Step kinds for this folder's own tests, which may not reach into `steps/`: the outcomes are those of the language's
 * table, the settings only what the tests need.
 */
export const testDeclarations: Declarations = Object.fromEntries(
  [
    kind(
      'command',
      checks,
      {
        run: z.string(),
        against: z.string().optional(),
        secrets: z.array(z.string()).optional(),
        reports: z.record(z.string(), z.string()).optional(),
      },
      { uses: 'against' },
    ),
    kind('checkout', does, { prepare: z.string().optional() }),
    kind('image', does, {}, { publishes: true, image: 'makes' }),
    kind('deploy', does, { to: z.string() }, { changes: 'to', publishes: true, image: 'needs', rollout: 'deploy' }),
    kind(
      'traffic',
      does,
      { to: z.string(), weight: z.string() },
      { changes: 'to', publishes: true, image: 'needs', rollout: 'traffic' },
    ),
    kind(
      'cdn-invalidation',
      does,
      { of: z.string(), paths: z.array(z.string()).optional() },
      { changes: 'of', publishes: true },
    ),
    kind('rollback', ends, { of: z.string() }, { changes: 'of', publishes: true, rollout: 'rollback' }),
    kind('notify', ends, { to: z.array(z.string()).default(['author']) }, { speaks: true }),
    kind('incident', ends, { severity: z.enum(['critical', 'warning']).default('critical') }, { speaks: true }),
    kind('security-scan', checks, { 'fail-on': z.enum(['low', 'high']).default('high') }),
    kind('load-test', checks, { scenario: z.string(), against: z.string() }, { uses: 'against' }),
    kind('quality-gate', decides, { require: z.record(z.string(), z.string()) }),
    kind(
      'review',
      decides,
      { by: z.string(), count: z.number().int().default(1), timeout: z.string().default('24h') },
      { waitsForPeople: true },
    ),
    kind('approval-rule', asks, {
      'required-when': z
        .strictObject({ paths: z.array(z.string()).optional(), 'authors-outside': z.string().optional() })
        .optional(),
    }),
    kind(
      'monitor',
      watches,
      { of: z.string(), for: z.string().optional(), 'at-most': z.string().optional() },
      { uses: 'of', publishes: true, rollout: 'watch' },
    ),
  ].map((declaration) => [declaration.kind, declaration]),
);

type Outcomes = readonly Outcome[];

function ends(): Outcomes {
  return [{ name: 'done', way: 'forward', synonyms: FORWARD_WORDS }];
}

function does(): Outcomes {
  return [...ends(), { name: 'failed', way: 'failure', synonyms: ['fail', ...FAILURE_WORDS] }];
}

function checks(): Outcomes {
  return [
    { name: 'pass', way: 'forward', synonyms: FORWARD_WORDS },
    { name: 'fail', way: 'failure', synonyms: ['failed', ...FAILURE_WORDS] },
  ];
}

function decides(): Outcomes {
  return [
    { name: 'approved', way: 'forward' },
    { name: 'rejected', way: 'failure' },
  ];
}

function asks(): Outcomes {
  return [
    { name: 'yes', way: 'forward' },
    { name: 'no', way: 'forward', synonyms: ['not required'] },
  ];
}

function watches(): Outcomes {
  return [
    { name: 'healthy', way: 'forward' },
    { name: 'anomaly', way: 'failure' },
    { name: 'inconclusive', way: 'failure' },
  ];
}

interface Nature extends Partial<Pick<Declaration, 'publishes' | 'image' | 'rollout' | 'speaks' | 'waitsForPeople'>> {
  /** The setting that names the environment which the kind reads, or changes. */
  uses?: string;
  changes?: string;
}

function kind(
  name: string,
  outcomes: () => Outcomes,
  shape: z.ZodRawShape,
  { uses, changes, ...nature }: Nature = {},
): Declaration {
  return {
    kind: name,
    summary: `A ${name} for tests.`,
    settings: z.strictObject(shape),
    outcomes,
    couldNotRun: () =>
      outcomes().findLast((outcome) => outcome.way === 'failure')?.name ?? outcomes()[0]?.name ?? 'done',
    environment: (settings) => environmentOf(settings as Record<string, string | undefined>, uses, changes),
    publishes: false,
    ...nature,
  };
}

function environmentOf(
  settings: Record<string, string | undefined>,
  uses?: string,
  changes?: string,
): EnvironmentUse | undefined {
  const name = settings[changes ?? uses ?? ''];
  return name === undefined ? undefined : { name, access: changes === undefined ? 'reads' : 'changes' };
}
