import fc from 'fast-check';
import { expect, test } from 'vitest';
import { causesIn } from './causes.ts';
import type { Delivery } from './delivery.ts';
import { drawnOutcomes, endingsOf, forwardOutcomes } from './endings.ts';
import { endNode, halfFilled, nextToEnd, startOfRun } from './play.ts';
import { acyclicCharts, documentText } from './testing/random-charts.ts';
import { readDelivery } from './read-delivery.ts';
import { testDeclarations } from './testing/kinds.ts';

function read(text: string): Delivery {
  const { delivery, problems } = readDelivery('DELIVERY.md', text, testDeclarations);
  if (!delivery) throw new Error(JSON.stringify(problems));
  return delivery;
}

function told(delivery: Delivery): string[] {
  return endingsOf(delivery, drawnOutcomes(delivery)).endings.map(({ walk }) =>
    walk.map(({ node, outcome }) => `${node} ${outcome}`).join(' → '),
  );
}

test('every combination of drawn outcomes is one ending, the least surprising first', () => {
  const chart = ['A --> B', 'A -->|fail| N', 'B -->|approved| C', 'B -->|rejected| N'];
  const delivery = read(
    documentText({
      chart,
      steps: ['A: { run: a }', 'B: { uses: review, by: x }', 'C: { run: c }', 'N: { uses: notify }'],
    }),
  );
  expect(told(delivery)).toEqual(['A pass → B approved → C pass', 'A pass → B rejected → N done', 'A fail → N done']);
});

test('a cycle is visited as often as its head allows, and the run then stops; how often it went round makes no other ending', () => {
  const delivery = read(
    documentText({ chart: ['A --> B', 'B -->|fail| A'], steps: ['A: { run: a, max-visits: 2 }', 'B: { run: b }'] }),
  );
  const { endings } = endingsOf(delivery, drawnOutcomes(delivery));
  expect(told(delivery)).toEqual(['A pass → B pass', 'A pass → B fail → A pass → B fail']);
  expect(endings.map(({ stopped }) => stopped?.because)).toEqual([undefined, 'visited too often']);
  expect(endings[1]?.walk.map(({ visit }) => visit)).toEqual([1, 1, 2, 2]);
});

test('a failure that no edge leads on from stops the run', () => {
  const delivery = read(documentText({ chart: ['A --> B'], steps: ['A: { run: a }', 'B: { run: b }'] }));
  const played = startOfRun();
  endNode(delivery, played, 'A', 'fail');
  expect(nextToEnd(delivery, played)).toBeUndefined();
  expect(played.stopped).toEqual({ node: 'A', outcome: 'fail', because: 'no edge leads on' });
});

test('what can start is what starts in some run, and the shortest walk to it leads there', () => {
  fc.assert(
    fc.property(acyclicCharts(8, 14), (chart) => {
      const delivery = read(documentText(chart));
      const { endings, complete } = endingsOf(delivery, drawnOutcomes(delivery));
      if (!complete) return;
      const causes = causesIn(delivery);
      const reached = new Set(endings.flatMap(({ ended }) => [...ended.keys()]));
      for (const node of delivery.order) {
        expect(causes.canStart([node]) === 'possible', node).toBe(reached.has(node));
        if (reached.has(node)) expect(reachedAlong(delivery, node, causes.shortestWalk([node])), node).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
}, 30_000);

function reachedAlong(delivery: Delivery, goal: string, walk: readonly { node: string; outcome: string }[]): boolean {
  const chosen = new Map(walk.map(({ node, outcome }) => [node, outcome]));
  const otherwise = forwardOutcomes(delivery);
  const played = startOfRun();
  for (let node = nextToEnd(delivery, played); node !== undefined; node = nextToEnd(delivery, played)) {
    if (node === goal) return true;
    endNode(delivery, played, node, chosen.get(node) ?? otherwise(node, 1)[0] ?? '');
  }
  return false;
}

test('whatever runs at once may end in any order: the ending is the same', () => {
  fc.assert(
    fc.property(acyclicCharts(8, 14), fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (chart, random) => {
      const delivery = read(documentText(chart));
      for (const ending of endingsOf(delivery, drawnOutcomes(delivery)).endings.slice(0, 20)) {
        const shuffled = inAnyOrder(delivery, ending.ended, random);
        expect(shuffled.ended).toEqual(ending.ended);
        expect(halfFilled(delivery, shuffled)).toEqual(halfFilled(delivery, ending));
      }
    }),
    { numRuns: 100 },
  );
}, 30_000);

/** The same outcomes, but of what runs at once any may end next. */
function inAnyOrder(delivery: Delivery, outcomes: ReadonlyMap<string, string>, random: readonly number[]) {
  const played = startOfRun();
  for (const [turn, chance] of [...random, ...random].entries()) {
    const active: string[] = [];
    for (played.place = 0; ; played.place += 1) {
      const node = nextToEnd(delivery, played);
      if (node === undefined) break;
      active.push(node);
    }
    const node = active[(chance + turn) % Math.max(1, active.length)];
    if (node === undefined) break;
    endNode(delivery, played, node, outcomes.get(node) ?? 'none');
  }
  return played;
}
