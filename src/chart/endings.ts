import type { Delivery } from './delivery.ts';
import { endNode, fork, nextToEnd, type Played, startOfRun, visitOf } from './play.ts';

/** How a node may end in a visit. */
export type Outlook = (node: string, visit: number) => readonly string[];

export interface Endings {
  endings: Played[];
  /** False where there are more than were looked for. */
  complete: boolean;
}

/** Nodes and edges walked over before the search for endings is given up: some 0.2 s. */
const MAX_PLACES_WALKED = 750_000;

/** A run that is about to end a node in one of several ways. */
interface Turn {
  before: Played;
  node: string;
  outcome: string;
}

/**
 * Every distinct ending of a run, each with a walk that leads there: one for each combination of outcomes that the
 * outlook allows, those with the fewest outcomes that are not a step's first before the others. What runs at once is
 * ended in the chart's order, since order does not change what follows from outcomes. A walk that comes back in a cycle
 * to where it was is followed once.
 */
export function endingsOf(delivery: Delivery, outlook: Outlook): Endings {
  const size = delivery.chart.nodes.length + delivery.chart.edges.length + 1;
  let looksLeft = Math.ceil(MAX_PLACES_WALKED / size);
  const endings = new Map<string, Played>();
  const seen = new Set<string>();
  const bySurprises: Turn[][] = [[]];
  const playOn = (played: Played, surprises: number) => {
    looksLeft -= 1;
    if (!isNew(played, seen)) return;
    const [first, ...others] = turnsAfter(delivery, played, outlook);
    if (first) bySurprises[surprises]?.push(first);
    else keep(endings, played);
    if (others.length > 0) (bySurprises[surprises + 1] ??= []).push(...others.toReversed());
  };
  playOn(startOfRun(), 0);
  for (let surprises = 0; surprises < bySurprises.length; surprises += 1) {
    for (let turn = bySurprises[surprises]?.pop(); turn !== undefined; turn = bySurprises[surprises]?.pop()) {
      if (looksLeft <= 0) return { endings: [...endings.values()], complete: false };
      playOn(taken(delivery, turn), surprises);
    }
  }
  return { endings: [...endings.values()], complete: true };
}

/** The outcomes that a chart draws: forward ones, and failures that an edge leads on from. */
export function drawnOutcomes(delivery: Delivery): Outlook {
  const nameOf = (node: string, outcome: string) => `${node}\n${outcome}`;
  const drawn = new Set(
    Object.values(delivery.routes).flatMap(({ from, outcomes }) => outcomes.map((outcome) => nameOf(from, outcome))),
  );
  return (node) => namesOf(delivery, node, (name, way) => way === 'forward' || drawn.has(nameOf(node, name)));
}

export function forwardOutcomes(delivery: Delivery): Outlook {
  return (node) => namesOf(delivery, node, (_, way) => way === 'forward');
}

function namesOf(delivery: Delivery, node: string, counts: (name: string, way: string) => boolean): string[] {
  return (delivery.steps[node]?.outcomes ?? []).filter(({ name, way }) => counts(name, way)).map(({ name }) => name);
}

/** Plays on to the next node that may end in several ways; there are none at the run's end. */
function turnsAfter(delivery: Delivery, played: Played, outlook: Outlook): Turn[] {
  for (let node = nextToEnd(delivery, played); node !== undefined; node = nextToEnd(delivery, played)) {
    const outcomes = outlook(node, visitOf(played, node));
    const [only, ...others] = outcomes;
    if (only === undefined) return [];
    const at = node;
    if (others.length > 0) return outcomes.map((outcome) => ({ before: played, node: at, outcome }));
    endNode(delivery, played, node, only);
  }
  return [];
}

function taken(delivery: Delivery, { before, node, outcome }: Turn): Played {
  const played = fork(before);
  endNode(delivery, played, node, outcome);
  return played;
}

function keep(endings: Map<string, Played>, ending: Played): void {
  const key = keyOf(ending);
  if (!endings.has(key)) endings.set(key, ending);
}

/** Without cycles no two choices lead to one state, so there is nothing to remember. */
function isNew(played: Played, seen: Set<string>): boolean {
  if (played.visits.size === 0) return true;
  const key = `${keyOf(played)}|${[...played.begun].join()}|${[...played.visits].join(';')}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function keyOf({ ended, tokens, stopped }: Played): string {
  const outcomes = [...ended].map(([node, outcome]) => `${node}=${outcome}`).toSorted();
  return JSON.stringify([outcomes, [...tokens].toSorted(), stopped?.because]);
}
