import type { Problem } from '../lib/problem.ts';
import type { ChartEdge } from './chart.ts';
import type { Route, Step } from './delivery.ts';
import { outcomesNamed } from './outcome-words.ts';
import { problemAt } from './places.ts';

/**
 * An edge as a route of its source's outcomes: by its label, or the single forward outcome where it has none. From a
 * passive node any label is prose. `unjudged`: the source's settings are a problem already, and its edges are not made another.
 */
export function bindRoute(
  edge: ChartEdge,
  source: Step | undefined,
  back: boolean,
  unjudged: boolean,
): { route: Route; problem?: Problem } {
  const base = { edge: edge.id, from: edge.from, to: edge.to, back };
  if (!source || source.kind === 'passive') return { route: { ...base, outcomes: ['done'], way: 'forward' } };
  const bound = routeByLabel(edge, source, base);
  return unjudged ? { route: bound.route } : bound;
}

function routeByLabel(
  edge: ChartEdge,
  source: Step,
  base: Pick<Route, 'edge' | 'from' | 'to' | 'back'>,
): { route: Route; problem?: Problem } {
  if (edge.label === undefined) return unlabelled(edge, source, base);
  const { names, always } = outcomesNamed(edge.label, source.outcomes);
  if (always) return { route: { ...base, outcomes: names, way: 'always' } };
  const outcome = source.outcomes.find((each) => each.name === names[0]);
  if (outcome) return { route: { ...base, outcomes: names, way: outcome.way } };
  return {
    route: { ...base, outcomes: [], way: 'forward' },
    problem: problemAt(
      edge,
      'unknown-outcome',
      `\`${edge.label.replaceAll('\n', ' ')}\` is no outcome of \`${edge.from}\` (${source.kind}).`,
      wouldMatch(source),
    ),
  };
}

function unlabelled(edge: ChartEdge, source: Step, base: Pick<Route, 'edge' | 'from' | 'to' | 'back'>) {
  const forward = source.outcomes.filter((outcome) => outcome.way === 'forward');
  const route: Route = { ...base, outcomes: forward.slice(0, 1).map((outcome) => outcome.name), way: 'forward' };
  if (forward.length === 1) return { route };
  const names = forward.map((outcome) => outcome.name).join(' or ');
  const message = `\`${edge.from}\` (${source.kind}) can end ${names}, and this edge does not say which it means.`;
  return { route, problem: problemAt(edge, 'label-needed', message, wouldMatch(source)) };
}

function wouldMatch(source: Step): string {
  const [first = 'always', ...rest] = source.outcomes.map(({ name, synonyms = [] }) =>
    synonyms.length === 0 ? name : `${name} (${synonyms.join(', ')})`,
  );
  return `A label here may begin with: ${[first, ...rest, 'always'].join('; ')}.`;
}
