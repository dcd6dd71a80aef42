import type { Problem } from '../lib/problem.ts';
import type { Chart } from './chart.ts';
import { conflictsAtJoins } from './conflicts.ts';
import type { Delivery, Route, Step } from './delivery.ts';
import { unheardOutcomes } from './hearing.ts';
import { problemAt } from './places.ts';
import { routesBehind } from './routes-behind.ts';
import { bindRoute } from './bind-route.ts';
import { type Headless, walkOrder } from './walk-order.ts';

/**
 * Binds edges to outcomes and derives from them all that the engine needs: order, cycles, conflicts, who hears of
 * failures. `unreadable` are nodes whose settings already are a problem; their edges are not judged.
 */
export function bindEdges(
  chart: Chart,
  steps: Readonly<Record<string, Step>>,
  unreadable: ReadonlySet<string>,
): { delivery: Delivery; problems: Problem[] } {
  const drawn = chart.edges.map((edge) => ({ edge, problem: noRoute(edge, steps) }));
  const edges = drawn.flatMap(({ edge, problem }) => (problem ? [] : [edge]));
  const walk = walkOrder(
    chart.nodes.map((node) => node.id),
    edges,
  );
  const bound = edges.map((edge) =>
    bindRoute(edge, steps[edge.from], walk.back.has(edge.id), unreadable.has(edge.from)),
  );
  const routes = bound.map(({ route }) => route);
  return {
    delivery: {
      chart,
      steps: withConsequences(steps, routes),
      routes: Object.fromEntries(routes.map((route) => [route.edge, route])),
      order: walk.order,
      cycles: Object.fromEntries([...walk.cycles].map(([head, members]) => [head, { maxVisits: 1, members }])),
      conflicts: conflictsAtJoins(routes, walk.order),
      failureNotifiers: chart.nodes.map((node) => node.id).filter((id) => hearsFailures(id, steps, routes)),
    },
    problems: [
      ...drawn.flatMap(({ problem }) => problem ?? []),
      ...bound.flatMap(({ problem }) => problem ?? []),
      ...walk.headless.map((cycle) => headless(chart, cycle)),
    ],
  };
}

/** Why an edge can't be a route: a group is no step, and some links say nothing about order. */
function noRoute(edge: Chart['edges'][number], steps: Readonly<Record<string, Step>>): Problem | undefined {
  const group = [edge.from, edge.to].find((id) => !Object.hasOwn(steps, id));
  if (group !== undefined) {
    const message = `This edge ends at the group \`${group}\`, and a group is no step.`;
    return problemAt(edge, 'edge-to-group', message, `Draw the edge to one of the nodes in \`${group}\`.`);
  }
  if (edge.drawn === 'invisible') {
    const message = 'An invisible link can be followed by nobody who reads the chart.';
    return problemAt(edge, 'invisible-edge', message, `Write \`${edge.from} --> ${edge.to}\`, or remove the link.`);
  }
  if (edge.drawn === 'two-way') {
    const message = `A link with two heads does not say whether \`${edge.from}\` or \`${edge.to}\` comes first.`;
    return problemAt(edge, 'two-way-edge', message, `Write \`${edge.from} --> ${edge.to}\`.`);
  }
  return undefined;
}

/** What a step's place in the chart adds to it. */
function withConsequences(steps: Readonly<Record<string, Step>>, routes: readonly Route[]): Record<string, Step> {
  const behind = routesBehind(routes);
  const entries = Object.entries(steps).map(([node, step]): [string, Step] => {
    const unheard = unheardOutcomes(step, steps, behind);
    return [
      node,
      step.rollout === 'deploy'
        ? { ...step, unheard, thenTraffic: leadsToTraffic(step, steps, behind) }
        : { ...step, unheard },
    ];
  });
  return Object.fromEntries(entries);
}

/** A deploy in between starts a rollout of its own, so the search ends there. */
function leadsToTraffic(
  deploy: Step,
  steps: Readonly<Record<string, Step>>,
  behind: ReturnType<typeof routesBehind>,
): boolean {
  const isSame = (node: string) => steps[node]?.environment?.name === deploy.environment?.name;
  const reached = behind.nodesFrom(
    deploy.node,
    (node) => node !== deploy.node && steps[node]?.rollout === 'deploy' && isSame(node),
  );
  return reached.some((node) => steps[node]?.rollout === 'traffic' && isSame(node));
}

function hearsFailures(node: string, steps: Readonly<Record<string, Step>>, routes: readonly Route[]): boolean {
  const step = steps[node];
  return step?.kind === 'notify' && step.speaks && routes.some((route) => route.to === node && route.way === 'failure');
}

function headless(chart: Chart, { nodes, entries }: Headless): Problem {
  const place = chart.nodes.find((node) => node.id === entries[1]) ?? { line: 1, column: 1 };
  const message = `The cycle ${nodes.join(', ')} is entered at ${entries.join(' and ')}; a cycle has one head through which every path enters it.`;
  return problemAt(place, 'cycle-without-head', message, 'Lead every path through one node of the cycle.');
}
