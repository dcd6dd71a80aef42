import type { Delivery } from './delivery.ts';
import type { RehearsedEnding } from './rehearse.ts';

const PASSED = 'fill:#1a7f37,stroke:#116329,color:#ffffff';
const FAILED = 'fill:#cf222e,stroke:#a40e26,color:#ffffff';
const UNTOUCHED = 'fill:#eaeef2,stroke:#afb8c1,color:#6e7781';
const TRAVELLED = 'stroke:#1a7f37,stroke-width:4px';

/**
 * A chart's text with the path of an ending coloured: what passed, what failed, what was not reached, and the links that tokens travelled. Only
 * styles are added, behind all others so that they hold; the flowchart stays the same.
 */
export function markedChart(chartText: string, delivery: Delivery, { walk, edges }: RehearsedEnding): string {
  const outcomes = new Map(walk.map(({ node, outcome }) => [node, outcome]));
  const styles = delivery.chart.nodes.map(({ id }) => `    style ${id} ${styleOf(delivery, id, outcomes.get(id))}`);
  const travelled = delivery.chart.edges.flatMap(({ id }, index) => (edges.includes(id) ? [index] : []));
  const links = travelled.length === 0 ? [] : [`    linkStyle ${travelled.join(',')} ${TRAVELLED}`];
  return [chartText.trimEnd(), ...styles, ...links].join('\n');
}

function styleOf(delivery: Delivery, node: string, outcome: string | undefined): string {
  if (outcome === undefined) return UNTOUCHED;
  const way = delivery.steps[node]?.outcomes.find(({ name }) => name === outcome)?.way;
  return way === 'failure' ? FAILED : PASSED;
}
