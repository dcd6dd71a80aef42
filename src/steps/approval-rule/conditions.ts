import { z } from 'zod';
import type { Floor, FloorContext, FloorMistake } from '../../chart/declaration.ts';

/** When a person must approve. */
export const conditionSchema = z.strictObject({
  paths: z.array(z.string().min(1).max(300)).max(100).optional(),
  'authors-outside': z.string().min(1).max(100).optional(),
});
type Condition = z.infer<typeof conditionSchema>;

interface Asked {
  'required-when': 'always' | 'never' | Condition;
  before: string;
}

const EXAMPLE = '`conditions: { risky: { paths: ["migrations/**"], authors-outside: core } }`';

/**
 * An answer `no` counts only where the step asks for a person at least when the operator's conditions do: those that the
 * words name, all of them where the words are empty. A rule of the team's own making proves nothing.
 */
export function noUnderConditions(
  words: string,
  { environment, conditions }: FloorContext,
): Floor<Asked> | FloorMistake {
  const names = words === '' ? Object.keys(conditions) : words.split(',').map((name) => name.trim());
  if (names.length === 0)
    return {
      mistake: 'counts only under conditions of your own, and this file has none',
      hint: `Write ${EXAMPLE} beside \`policy:\`.`,
    };
  const read = names.map((name) => ({ name, condition: conditionNamed(name, conditions) }));
  const unknown = read.find(({ condition }) => condition === undefined);
  if (unknown)
    return {
      mistake: `there is no condition "${unknown.name}" with \`paths\` or \`authors-outside\``,
      hint: `Write it as in ${EXAMPLE}.`,
    };
  return {
    whyLess: (own) => {
      if (own.before !== environment) return `it compares with ${own.before}, not with ${environment}`;
      return read
        .map(({ name, condition = {} }) => whyLess(own['required-when'], name, condition))
        .find((why) => why !== undefined);
    },
  };
}

function conditionNamed(name: string, conditions: FloorContext['conditions']): Condition | undefined {
  const read = conditionSchema.safeParse(Object.hasOwn(conditions, name) ? conditions[name] : undefined);
  return read.success && Object.values(read.data).some((value) => value !== undefined && value.length > 0)
    ? read.data
    : undefined;
}

function whyLess(own: Asked['required-when'], name: string, condition: Condition): string | undefined {
  if (own === 'always') return undefined;
  if (own === 'never') return `it never asks for a person, and the operator's condition "${name}" does`;
  const missing = (condition.paths ?? []).find((path) => !own.paths?.some((each) => each === path || each === '**'));
  if (missing !== undefined)
    return `it does not ask for a person when ${missing} changes, as the condition "${name}" does`;
  const group = condition['authors-outside'];
  if (group !== undefined && own['authors-outside'] !== group)
    return `it does not ask for a person when the author is outside ${group}, as the condition "${name}" does`;
  return undefined;
}
