import { check } from '../../../src/chart/check.ts';
import type { Delivery } from '../../../src/chart/delivery.ts';
import { readDelivery } from '../../../src/chart/read-delivery.ts';
import { declarations } from '../../../src/steps/kinds.ts';
import { documentOf } from '../../support/deliveries.ts';
import { walkThrough } from '../../support/walk-through.ts';
import type { Chance } from './chance.ts';
import type { Story } from './stories.ts';

const CHECKS_MAX = 5;
const FAILING = 0.15;
const DRAWS_MAX = 200;

/**
 * A random chart of quick real steps: checks in layers, each waiting for some of the layer before, failures told, a review here and there, an
 * invalidation or an incident at the end. How it must end is what the engine alone says when nothing goes wrong around it.
 */
export function randomStory(chance: Chance): Story {
  const { drawn, document, delivery } = drawSound(chance);
  const { run } = walkThrough(delivery, drawn.planned);
  const outcomes = Object.entries(run.steps).flatMap(([node, { outcome }]) =>
    outcome === undefined || delivery.steps[node]?.kind === 'passive' ? [] : [[node, outcome] as const],
  );
  return {
    name: 'a random chart',
    document,
    bad: false,
    ending: run.ending ?? '',
    outcomes: Object.fromEntries(outcomes),
  };
}

/** Most draws are sound; what the proofs refuse never becomes a run. */
function drawSound(chance: Chance): { drawn: Drawn; document: string; delivery: Delivery } {
  for (let draws = 0; draws < DRAWS_MAX; draws += 1) {
    const drawn = draw(chance);
    const document = documentOf(drawn.edges, drawn.steps);
    const { delivery, problems } = readDelivery('DELIVERY.md', document, declarations);
    if (!delivery) throw new Error(JSON.stringify(problems));
    const refused = check(delivery, { environments: ['staging', 'production'] });
    if (refused.every(({ severity }) => severity !== 'error')) return { drawn, document, delivery };
  }
  throw new Error(`none of ${DRAWS_MAX} charts was sound`);
}

interface Drawn {
  edges: string[];
  steps: string[];
  planned: Record<string, string>;
}

function draw(chance: Chance): Drawn {
  const drawn: Drawn = { edges: [], steps: ['CI: { uses: checkout }', 'TELL: { uses: notify }'], planned: {} };
  let before: string[] = ['CI'];
  const layers = chance.between(1, 3);
  for (let layer = 0; layer < layers; layer += 1) {
    const width = chance.between(1, CHECKS_MAX - layer);
    const now = Array.from({ length: width }, (_, index) => `C${layer}${index}`);
    for (const node of now) addCheck(drawn, node, before, chance);
    before = now;
  }
  last(drawn, before, chance);
  return drawn;
}

function addCheck(drawn: Drawn, node: string, before: readonly string[], chance: Chance): void {
  const causes = before.filter(() => chance.is(0.6));
  for (const cause of causes.length > 0 ? causes : [chance.one(before)]) {
    drawn.edges.push(cause === 'CI' ? `CI --> ${node}` : `${cause} -->|pass| ${node}`);
  }
  drawn.edges.push(`${node} -->|fail| TELL`);
  const fails = chance.is(FAILING);
  if (fails) drawn.planned[node] = 'fail';
  const seconds = (chance.between(0, 12) / 10).toFixed(1);
  const against = chance.is(0.3) ? ', against: staging' : '';
  drawn.steps.push(`${node}: { run: "sleep ${seconds}; exit ${fails ? 1 : 0}"${against} }`);
}

function last(drawn: Drawn, before: readonly string[], chance: Chance): void {
  const [first = 'CI'] = before;
  const way = chance.between(0, 3);
  if (way === 0) {
    drawn.edges.push(`${first} -->|pass| ASK`, 'ASK -->|approved| OK', 'ASK -->|rejected| TELL');
    drawn.steps.push('ASK: { uses: review, by: reviewers, timeout: 720h }', 'OK: { uses: notify, to: ["#deploys"] }');
  } else if (way === 1) {
    drawn.edges.push(`${first} -->|pass| EMPTY`, 'EMPTY -->|failed| TELL');
    drawn.steps.push('EMPTY: { uses: cdn-invalidation, of: production }');
  } else if (way === 2) {
    drawn.edges.push(`${first} -->|pass| WAKE`);
    drawn.steps.push('WAKE: { uses: incident, severity: info }');
  }
}
