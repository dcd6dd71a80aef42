import type { Delivery } from './delivery.ts';
import { drawnOutcomes, endingsOf, type Outlook } from './endings.ts';
import { type EndingWord, endingWord } from './ending-word.ts';
import { suggestion } from './nearest.ts';
import { outcomesNamed } from './outcome-words.ts';
import { type Played, routesFrom } from './play.ts';

export interface RehearsedEnding {
  ending: EndingWord;
  /** Why it ended so, in one sentence. */
  reason: string;
  /** What ran and how it ended, in order; what runs at once in the chart's order. */
  walk: readonly { node: string; outcome: string; visit: number }[];
  /** The edges that tokens travelled, in any visit. */
  edges: readonly string[];
  /** Who would be told of what: a notify or incident step, or a failure notifier for what reaches no notify. */
  told: readonly { by: string; of: readonly string[] }[];
}

export interface Rehearsal {
  endings: RehearsedEnding[];
  /** False where there are more endings than are looked at. */
  complete: boolean;
}

/**
 * Every distinct ending of a delivery, each with one walk that leads there, by the same start rule as real runs.
 *
 * @param choices node → outcomes of its visits (in any words its edges may use), drawn or not; the last one holds for further visits
 * @param others what may happen elsewhere: each drawn outcome, or only each step's first, the one that is hoped for
 */
export function rehearse(
  delivery: Delivery,
  choices: Readonly<Record<string, readonly string[]>> = {},
  others: 'all' | 'first' = 'all',
): Rehearsal | { mistakes: string[] } {
  const chosen = new Map<string, readonly string[]>();
  const mistakes = Object.entries(choices).flatMap(([node, words]) => readChoice(delivery, node, words, chosen));
  if (mistakes.length > 0) return { mistakes };
  const drawn = drawnOutcomes(delivery);
  const elsewhere: Outlook = (node, visit) => drawn(node, visit).slice(0, others === 'all' ? undefined : 1);
  const { endings, complete } = endingsOf(delivery, (node, visit) => {
    const outcomes = chosen.get(node);
    const outcome = outcomes?.[visit - 1] ?? outcomes?.at(-1);
    return outcome === undefined ? elsewhere(node, visit) : [outcome];
  });
  return { endings: endings.map((played) => rehearsed(delivery, played)), complete };
}

/** Adds a choice, or says why it is none. */
function readChoice(
  delivery: Delivery,
  node: string,
  words: readonly string[],
  chosen: Map<string, readonly string[]>,
): string[] {
  const step = Object.hasOwn(delivery.steps, node) ? delivery.steps[node] : undefined;
  if (!step) return [`The chart has no node ${node}. ${suggestion(node, delivery.order, 'nodes')}`];
  const known = step.outcomes.map(({ name }) => name);
  const mistakes: string[] = [];
  const outcomes = words.map((word) => {
    const { names, always } = outcomesNamed(word, step.outcomes);
    if (names[0] === undefined || always)
      mistakes.push(`${node} (${step.kind}) never ends "${word}". ${suggestion(word, known, 'outcomes')}`);
    return names[0] ?? '';
  });
  if (mistakes.length === 0) chosen.set(node, outcomes);
  return mistakes;
}

function rehearsed(delivery: Delivery, played: Played): RehearsedEnding {
  const travelled = played.walk.flatMap((each) => routesTaken(delivery, each).map(({ edge }) => edge));
  return {
    ...endingWord(delivery, played),
    walk: played.walk,
    edges: [...new Set(travelled)],
    told: toldIn(delivery, played),
  };
}

function toldIn(delivery: Delivery, { walk, stopped }: Played): RehearsedEnding['told'] {
  const spoke = new Set(walk.map(({ node }) => node).filter((node) => delivery.steps[node]?.speaks));
  const drawn = [...spoke].map((by) => {
    const heard = walk.filter((each) => routesTaken(delivery, each).some(({ to }) => to === by));
    return { by, of: heard.map(said) };
  });
  const cutOff = stopped?.because === 'visited too often' ? walk.at(-1) : undefined;
  const of = walk.filter((each) => each === cutOff || delivery.steps[each.node]?.unheard.includes(each.outcome));
  const instead = delivery.failureNotifiers.length > 0 ? delivery.failureNotifiers : ["the operator's default channel"];
  return of.length === 0 ? drawn : [...drawn, ...instead.map((by) => ({ by, of: of.map(said) }))];
}

function routesTaken(delivery: Delivery, { node, outcome }: { node: string; outcome: string }) {
  return routesFrom(delivery, node).filter(({ outcomes }) => outcomes.includes(outcome));
}

function said({ node, outcome }: { node: string; outcome: string }): string {
  return `${node} ${outcome}`;
}
