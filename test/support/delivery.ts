import type { Delivery, Route, Step } from '../../src/chart/delivery.ts';

/** A step as a test says it; everything else is the plainest there is. */
export type StepSketch = Partial<Omit<Step, 'node'>>;

/**
 * A small delivery without the chart language. `arrows` are `FROM -> TO` for the forward way, `FROM -fail-> TO` for the failure way and
 * `FROM -again-> TO` for a failure that leads back to its cycle's head. Nodes stand in an order in which arrows lead forward.
 */
export function sketchDelivery(sketches: Readonly<Record<string, StepSketch>>, arrows: readonly string[]): Delivery {
  const routes = arrows.map(routeOf);
  const order = Object.keys(sketches);
  const ending = (edge: Route) => sketches[edge.from]?.outcomes?.filter((outcome) => outcome.way === edge.way);
  return {
    chart: {
      direction: 'TB',
      nodes: order.map((id) => ({ id, label: id, shape: 'square', line: 1, column: 1 })),
      edges: routes.map(({ edge, from, to }) => ({ id: edge, from, to, line: 1, column: 1 })),
      groups: [],
    },
    steps: Object.fromEntries(order.map((node) => [node, stepOf(node, sketches[node] ?? {})])),
    routes: Object.fromEntries(
      routes.map((route) => [
        route.edge,
        { ...route, outcomes: ending(route)?.map(({ name }) => name) ?? route.outcomes },
      ]),
    ),
    order,
    cycles: cyclesOf(order, routes),
    conflicts: {},
    failureNotifiers: [],
  };
}

/** The document of a sketched delivery: its JSON. */
export function documentOf(delivery: Delivery): { fileName: string; text: string } {
  return { fileName: 'delivery.json', text: JSON.stringify(delivery) };
}

/** Reads what `documentOf` wrote. */
export function deliveryOf(documentText: string): Delivery {
  return JSON.parse(documentText) as Delivery;
}

function routeOf(arrow: string): Route {
  const [, from = '', word, to = ''] = /^(\w+) -(?:(fail|again)-)?> (\w+)$/.exec(arrow) ?? [];
  const failure = word !== undefined;
  return {
    edge: `${from}>${to}`,
    from,
    to,
    outcomes: failure ? ['fail'] : ['pass'],
    way: failure ? 'failure' : 'forward',
    back: word === 'again',
  };
}

function stepOf(node: string, sketch: StepSketch): Step {
  return {
    node,
    kind: 'command',
    settings: {},
    outcomes: [
      { name: 'pass', way: 'forward' },
      { name: 'fail', way: 'failure' },
    ],
    couldNotRun: 'fail',
    publishes: false,
    speaks: false,
    waitsForPeople: false,
    unheard: [],
    ...sketch,
  };
}

/** A cycle holds everything between its head and where it leads back from, in the order of the nodes. */
function cyclesOf(order: readonly string[], routes: readonly Route[]): Delivery['cycles'] {
  const back = routes.filter((route) => route.back);
  return Object.fromEntries(
    back.map(({ from, to }) => [
      to,
      { maxVisits: 3, members: order.slice(order.indexOf(to), order.indexOf(from) + 1) },
    ]),
  );
}
