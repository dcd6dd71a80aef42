import type { Json } from '../../lib/json.ts';
import type { Problem } from '../../lib/problem.ts';
import type { Declaration, Declarations } from '../declaration.ts';
import { suggestion } from '../nearest.ts';
import { type Place, problemAt } from '../places.ts';
import type { DemandedStep } from './policy.ts';

/** What the operator's file says beside its rules. */
export interface Known {
  declarations: Declarations;
  /** Names of the environments; undefined where the file does not say. */
  environments: readonly string[] | undefined;
  conditions: Readonly<Record<string, Json>>;
}

/** `review`, `load-test against staging`, `approval-rule no`, `quality-gate (coverage >= 70 %)`. */
const STEP = /^([a-z][a-z0-9-]*)(?: (?:to|of|against) ([a-z][a-z0-9-]*))?(?: ([a-z][a-z0-9-]*))?(?: ?\((.*)\))?$/s;

/** One of a demand's alternatives, or what is wrong with it. */
export function readDemandedStep(
  text: string,
  place: Place,
  { environment: guarded, ...known }: Known & { environment: string },
): DemandedStep | { problem: Problem } {
  const [, kind = '', environment, outcome, words = ''] = STEP.exec(text) ?? [];
  const { declarations } = known;
  const problem = (message: string, hint: string) => ({ problem: problemAt(place, 'policy-demand', message, hint) });
  if (kind === '') {
    const isCut = text.split('(').length !== text.split(')').length;
    const hint = isCut
      ? 'Put quotes around the whole demand: between `[` and `]`, YAML ends it at its first comma.'
      : 'Write a kind, then how strict: `review (senior-engineers, 1)`; several with `or` between them.';
    return problem(`\`${text}\` is not a demand.`, hint);
  }
  const declaration = Object.hasOwn(declarations, kind) ? declarations[kind] : undefined;
  if (!declaration)
    return problem(`There is no step kind \`${kind}\`.`, suggestion(kind, attesting(declarations), 'kinds'));
  const { attests } = declaration;
  if (!attests) {
    const kinds = attesting(declarations).join(', ');
    return problem(`A \`${kind}\` step proves nothing that a policy could ask for.`, `What does: ${kinds}.`);
  }
  const unknown = unknownEnvironment(environment, place, known);
  if (unknown) return { problem: unknown };
  if (outcome !== undefined && !attests.outcomes.includes(outcome))
    return problem(
      `A \`${kind}\` that ends \`${outcome}\` proves nothing.`,
      suggestion(outcome, attests.outcomes, 'outcomes'),
    );
  const floor = attests.floor(words.trim(), { environment: guarded, conditions: known.conditions });
  if ('mistake' in floor) return problem(`\`${text}\`: ${floor.mistake}.`, floor.hint);
  return {
    kind,
    ...(environment === undefined ? {} : { environment }),
    outcomes: outcome === undefined ? attests.outcomes : [outcome],
    whyLess: (settings) => floor.whyLess(settings),
  };
}

/** A misspelt environment would be a rule about nothing. */
export function unknownEnvironment(
  name: string | undefined,
  place: Place,
  { environments }: Known,
): Problem | undefined {
  if (name === undefined || !environments || environments.includes(name)) return undefined;
  const hint = suggestion(name, environments, 'environments');
  return problemAt(place, 'policy-environment', `There is no environment \`${name}\`.`, hint);
}

function attesting(declarations: Declarations): string[] {
  return Object.values(declarations)
    .filter(({ attests }: Declaration) => attests !== undefined)
    .map(({ kind }) => kind);
}

/** Splits at a separator that stands outside parentheses; each part with its offset, without the spaces around it. */
export function partsOf(text: string, separator: ' or ' | ','): { text: string; offset: number }[] {
  const parts: { text: string; offset: number }[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    const isEnd = at === text.length;
    if (!isEnd && (depth > 0 || !text.startsWith(separator, at))) continue;
    const part = text.slice(from, at);
    parts.push({ text: part.trim(), offset: from + part.length - part.trimStart().length });
    at += isEnd ? 0 : separator.length - 1;
    from = at + 1;
  }
  return parts;
}
