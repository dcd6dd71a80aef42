import { z } from 'zod';
import type { Json } from '../../lib/json.ts';
import type { Attestation, Declaration } from '../../chart/declaration.ts';
import { whyPerhapsOwn } from '../../lib/whose-own.ts';
import { duration, environmentName } from '../../lib/settings.ts';

const settings = z.strictObject({
  by: z.string().min(1).max(100).describe('The group whose members may answer.'),
  count: z.number().int().min(1).max(20).default(1).describe('How many of them must approve; one rejection rejects.'),
  before: environmentName()
    .default('production')
    .describe(
      'The environment whose live release the change is compared with; once another is live there, it is asked again.',
    ),
  timeout: duration().default('24h').describe('Unanswered for this long, it is rejected.'),
});
export type ReviewSettings = z.infer<typeof settings>;

/** `(senior-engineers, 2)`; one person where it says no number. */
const attests: Attestation<ReviewSettings> = {
  outcomes: ['approved'],
  floor: (words) => {
    const [, group = '', number = '1'] = /^([^\s,()][^,()]*?)(?:\s*,\s*(\d+))?$/.exec(words) ?? [];
    const floor = settings.safeParse({ by: group, count: Number(number) });
    if (!floor.success)
      return { mistake: 'says not who reviews', hint: 'Write the group and how many of it: `(senior-engineers, 1)`.' };
    return { whyLess: (own) => whyLess(own, floor.data) };
  },
};

function whyLess(own: ReviewSettings, floor: ReviewSettings): string | undefined {
  if (own.by !== floor.by) return `it asks ${own.by}, the policy ${floor.by}`;
  if (own.count < floor.count) return `it asks for ${own.count} of ${own.by}, the policy for ${floor.count}`;
  return undefined;
}

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
  attests,
  answersFor: ({ before }) => before,
  whyNotAnswer: ({ by }, { name, groups, startedBy, answer, figures }) => {
    const own = whyPerhapsOwn(name, startedBy);
    if (own !== undefined && name === startedBy) return own;
    if (!groups.includes(by)) return `${name} is not in ${by}.`;
    if (own !== undefined && answer?.decision !== 'rejected') return own;
    const undoes = undoneIn(figures);
    if (undoes !== undefined && answer?.decision === 'approved' && !answer.acceptsOutdated)
      return `it would undo ${undoes}, which is live and not part of this commit; approving must accept exactly that (--accept-outdated).`;
    return undefined;
  },
};

/** The live release that this one would undo, as the reviewer's screen says it. */
function undoneIn(figures: Json | undefined): string | undefined {
  const undoes =
    typeof figures === 'object' && figures !== null && !Array.isArray(figures) ? figures['undoes'] : undefined;
  return typeof undoes === 'string' ? undoes : undefined;
}
