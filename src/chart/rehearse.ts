import type { Delivery } from './delivery.ts';
import { drawnOutcomes, endingsOf } from './endings.ts';
import { type EndingWord, endingWord } from './ending-word.ts';
import { suggestion } from './nearest.ts';
import { outcomesNamed } from './outcome-words.ts';
import type { Played } from './play.ts';
import { routesInto } from './start-rule.ts';

export interface RehearsedEnding {
  ending: EndingWord;
  /** Why it ended so, in one sentence. */
  reason: string;
  /** What ran and how it ended, in order; what runs at once in the chart's order. */
  walk: readonly { node: string; outcome: string; visit: number }[];
  /** The edges that held a token in the end, which the page lights up. */
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
 * @param choices node → outcome (in any words its edges may use): what is to happen there, drawn or not
 * @param others what may happen elsewhere: each drawn outcome, or only each step's first, the one that is hoped for
 */
export function rehearse(
  delivery: Delivery,
  choices: Readonly<Record<string, string>> = {},
  others: 'all' | 'first' = 'all',
): Rehearsal | { mistakes: string[] } {
  const chosen = new Map<string, string>();
  const mistakes = Object.entries(choices).flatMap(([node, words]) => readChoice(delivery, node, words, chosen));
  if (mistakes.length > 0) return { mistakes };
  const drawn = drawnOutcomes(delivery);
  const elsewhere = (node: string) => (others === 'all' ? drawn(node) : drawn(node).slice(0, 1));
  const { endings, complete } = endingsOf(delivery, (node) => {
    const outcome = chosen.get(node);
    return outcome === undefined ? elsewhere(node) : [outcome];
  });
  return { endings: endings.map((played) => rehearsed(delivery, played)), complete };
}

/** Adds a choice, or says why it is none. */
function readChoice(delivery: Delivery, node: string, words: string, chosen: Map<string, string>): string[] {
  const step = Object.hasOwn(delivery.steps, node) ? delivery.steps[node] : undefined;
  if (!step) return [`The chart has no node ${node}. ${suggestion(node, delivery.order, 'nodes')}`];
  const { names, always } = outcomesNamed(words, step.outcomes);
  const [outcome] = names;
  if (outcome === undefined || always) {
    const known = step.outcomes.map(({ name }) => name);
    return [`${node} (${step.kind}) never ends "${words}". ${suggestion(words, known, 'outcomes')}`];
  }
  chosen.set(node, outcome);
  return [];
}

function rehearsed(delivery: Delivery, played: Played): RehearsedEnding {
  return {
    ...endingWord(delivery, played),
    walk: played.walk,
    edges: [...played.tokens],
    told: toldIn(delivery, played),
  };
}

function toldIn(delivery: Delivery, played: Played): RehearsedEnding['told'] {
  const speakers = delivery.order.filter((node) => delivery.steps[node]?.speaks && played.ended.has(node));
  const spoken = speakers.map((by) => {
    const heard = routesInto(delivery, by).filter(({ edge }) => played.tokens.has(edge));
    return { by, of: heard.map(({ from }) => `${from} ${played.ended.get(from) ?? ''}`) };
  });
  const unheard = played.walk.filter(({ node, outcome }) => delivery.steps[node]?.unheard.includes(outcome));
  const of = unheard.map(({ node, outcome }) => `${node} ${outcome}`);
  const instead = delivery.failureNotifiers.length > 0 ? delivery.failureNotifiers : ["the operator's default channel"];
  return of.length === 0 ? spoken : [...spoken, ...instead.map((by) => ({ by, of }))];
}
