import type { Problem } from '../../lib/problem.ts';
import type { Declaration, Declarations } from '../declaration.ts';
import { suggestion } from '../nearest.ts';
import { type Place, problemAt } from '../places.ts';
import type { Demand, PolicyRule } from './policy.ts';
import { type Known, partsOf, readDemandedStep, unknownEnvironment } from './read-demand.ts';

/** A piece of the file and where it stands. */
export interface Said {
  text: string;
  /** The place of the character at this offset of the text. */
  placeOf(offset: number): Place;
}

const RULE = /^before ([a-z][a-z0-9-]*) (?:to|of) ([a-z][a-z0-9-]*)$/;

/** One rule, or every problem of it. */
export function readRule(
  title: Said,
  demands: readonly Said[],
  known: Known,
): { rule?: PolicyRule; problems: Problem[] } {
  const place = title.placeOf(0);
  const [, kind, environment] = RULE.exec(title.text) ?? [];
  if (kind === undefined || environment === undefined) {
    const hint = 'Write `before KIND to ENVIRONMENT`, for example `before deploy to production`.';
    return { problems: [problemAt(place, 'policy-rule', `\`${title.text}\` is no rule.`, hint)] };
  }
  const head = { says: title.text, kind, environment };
  const problems = [
    ...noGuardedKind(kind, place, known.declarations),
    ...[unknownEnvironment(environment, place, known)].filter((problem) => problem !== undefined),
  ];
  if (demands.length === 0) {
    const hint = `List what must have happened: \`- ${title.text}: [ review (GROUP) ]\`.`;
    problems.push(problemAt(place, 'policy-rule', `\`${title.text}\` asks for nothing.`, hint));
  }
  const read = demands.map((said) => readDemand(said, head.says, { ...known, environment }));
  problems.push(...read.flatMap((each) => each.problems));
  if (problems.length > 0) return { problems };
  const deploys = known.declarations[kind]?.rollout === 'deploy' ? { deploy: deployBefore(head, place, known) } : {};
  return { rule: { ...head, demands: read.flatMap(({ demand }) => demand ?? []), ...deploys }, problems };
}

function noGuardedKind(kind: string, place: Place, declarations: Declarations): Problem[] {
  const declaration = Object.hasOwn(declarations, kind) ? declarations[kind] : undefined;
  const guardable = Object.values(declarations).filter(isGuardable);
  const names = guardable.map((each) => each.kind);
  if (!declaration)
    return [problemAt(place, 'policy-rule', `There is no step kind \`${kind}\`.`, suggestion(kind, names, 'kinds'))];
  if (declaration.rollout === 'rollback')
    return [
      problemAt(
        place,
        'policy-rule',
        `Nothing may stand before a \`${kind}\`: it must work at any moment.`,
        'Remove this rule.',
      ),
    ];
  if (isGuardable(declaration)) return [];
  return [
    problemAt(
      place,
      'policy-rule',
      `A \`${kind}\` step changes no environment.`,
      `A rule can stand before: ${names.join(', ')}.`,
    ),
  ];
}

/** That it changes its environment is known only with its settings; that it never does, from what it says of itself. */
function isGuardable({ publishes, rollout, image }: Declaration): boolean {
  return publishes && image !== 'makes' && rollout !== 'rollback' && rollout !== 'watch';
}

function readDemand(
  { text, placeOf }: Said,
  before: string,
  known: Known & { environment: string },
): { demand?: Demand; problems: Problem[] } {
  const read = partsOf(text, ' or ').map((part) => readDemandedStep(part.text, placeOf(part.offset), known));
  const problems = read.flatMap((each) => ('problem' in each ? [each.problem] : []));
  if (problems.length > 0) return { problems };
  const either = read.flatMap((each) => ('problem' in each ? [] : [each]));
  return { demand: { says: text, before, line: placeOf(0).line, either }, problems };
}

function deployBefore(
  { says, kind, environment }: Pick<PolicyRule, 'says' | 'kind' | 'environment'>,
  place: Place,
  { declarations }: Known,
): Demand {
  const outcomes = declarations[kind]?.attests?.outcomes ?? [];
  return {
    says: `${kind} to ${environment}`,
    before: `as part of "${says}"`,
    line: place.line,
    either: [{ kind, environment, outcomes, whyLess: () => undefined }],
  };
}
