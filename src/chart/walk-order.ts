/** An edge as far as order is concerned. */
export interface Arrow {
  id: string;
  from: string;
  to: string;
}

export interface WalkOrder {
  /** Nodes such that every edge but the back edges leads forward. */
  order: string[];
  /** Ids of the edges that lead from inside a cycle to its head. */
  back: Set<string>;
  /** Head → the nodes of its cycle, the head included. */
  cycles: Map<string, string[]>;
  /** Cycles that have no single head. */
  headless: Headless[];
}

/** A cycle and the several nodes by which paths enter it. */
export interface Headless {
  nodes: string[];
  entries: string[];
}

/**
 * Orders a chart's nodes and finds its cycles. A cycle has one head through which every path enters it; the edges from inside to the head are
 * its back edges. A cycle that nothing leads into starts with the run, at the node that is drawn first. Cycles inside a cycle are found once the
 * outer one's back edges are taken away.
 */
export function walkOrder(nodes: readonly string[], arrows: readonly Arrow[]): WalkOrder {
  const found: WalkOrder = { order: [], back: new Set(), cycles: new Map(), headless: [] };
  unfold(nodes, arrows, found);
  found.order = sortForward(
    nodes,
    arrows.filter((arrow) => !found.back.has(arrow.id)),
  );
  return found;
}

function unfold(nodes: readonly string[], arrows: readonly Arrow[], found: WalkOrder): void {
  for (const component of cyclicComponents(nodes, arrows)) {
    const inside = new Set(component);
    const within = arrows.filter((arrow) => inside.has(arrow.from) && inside.has(arrow.to));
    const entries = component.filter((node) => arrows.some((arrow) => arrow.to === node && !inside.has(arrow.from)));
    if (entries.length > 1) found.headless.push({ nodes: component, entries });
    // A cycle that nothing leads into begins where the drawing does.
    const start = entries[0] ?? component[0] ?? '';
    const back = within.filter((arrow) => arrow.to === start);
    for (const arrow of back) found.back.add(arrow.id);
    found.cycles.set(start, component);
    unfold(
      component,
      within.filter((arrow) => arrow.to !== start),
      found,
    );
  }
}

/** Tarjan's strongly connected components that hold a cycle, without recursion, in the nodes' order. */
function cyclicComponents(nodes: readonly string[], arrows: readonly Arrow[]): string[][] {
  const next = Map.groupBy(arrows, (arrow) => arrow.from);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const components: string[][] = [];
  for (const root of nodes) {
    if (index.has(root)) continue;
    const path: { node: string; edge: number }[] = [{ node: root, edge: 0 }];
    while (path.length > 0) {
      const frame = path.at(-1);
      if (!frame) break;
      const { node } = frame;
      if (frame.edge === 0 && !index.has(node)) {
        index.set(node, index.size);
        low.set(node, index.get(node) ?? 0);
        stack.push(node);
      }
      const arrow = next.get(node)?.[frame.edge];
      frame.edge += 1;
      if (arrow) {
        if (!index.has(arrow.to)) path.push({ node: arrow.to, edge: 0 });
        else if (stack.includes(arrow.to)) lower(low, node, index.get(arrow.to));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(low, parent.node, low.get(node));
      if (low.get(node) === index.get(node)) components.push(stack.splice(stack.indexOf(node)));
    }
  }
  const isCyclic = (component: string[]) =>
    component.length > 1 || arrows.some((arrow) => arrow.from === component[0] && arrow.to === component[0]);
  const drawn = new Map(nodes.map((node, at) => [node, at]));
  const byDrawing = (one: string, other: string) => (drawn.get(one) ?? 0) - (drawn.get(other) ?? 0);
  return components.filter(isCyclic).map((component) => component.toSorted(byDrawing));
}

function lower(low: Map<string, number>, node: string, value = Infinity): void {
  low.set(node, Math.min(low.get(node) ?? Infinity, value));
}

/** Kahn's order; among nodes that are free, the one that stands first in the chart. */
function sortForward(nodes: readonly string[], arrows: readonly Arrow[]): string[] {
  const waiting = new Map(nodes.map((node) => [node, 0]));
  for (const arrow of arrows) waiting.set(arrow.to, (waiting.get(arrow.to) ?? 0) + 1);
  const next = Map.groupBy(arrows, (arrow) => arrow.from);
  const order: string[] = [];
  const free = nodes.filter((node) => waiting.get(node) === 0);
  for (let node = free.shift(); node !== undefined; node = free.shift()) {
    order.push(node);
    for (const { to } of next.get(node) ?? []) {
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) free.push(to);
    }
  }
  return order;
}
