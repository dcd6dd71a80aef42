import type { Delivery } from '../../src/chart/delivery.ts';
import { decide } from '../../src/engine/decide.ts';
import type { RunEffect } from '../../src/engine/effect.ts';
import type { RunEvent } from '../../src/engine/event.ts';
import { newRun } from '../../src/engine/new-run.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { Run } from '../../src/engine/run.ts';

/** A run of a delivery with hand-made outcomes: the engine alone, no world. */
export interface WalkThrough {
  run: Run;
  /** Every effect so far, oldest first. */
  effects: RunEffect[];
  /** Nodes whose `start` was ordered, in order. */
  started: string[];
}

/** How steps end, by node; a list says it for each visit in turn. */
export type Outcomes = Readonly<Record<string, string | readonly string[]>>;

export function exampleRun(delivery: Delivery, purpose: Run['purpose'] = 'delivery'): Run {
  return newRun(delivery, {
    id: 'shop-1',
    project: 'shop',
    number: 1,
    commit: { id: 'c1', author: 'Ada', email: 'ada@example.org', subject: 'Sell more', time: 1 },
    ref: 'refs/heads/main',
    startedBy: 'ada',
    document: 'd1',
    purpose,
    startedAt: 0,
  });
}

/**
 * Runs until quiet. Each step ends as `outcomes` says, else with its first forward outcome; claims are granted and environments settled at once.
 * A step in `hold` answers nothing.
 */
export function walkThrough(
  delivery: Delivery,
  outcomes: Outcomes = {},
  hold: readonly string[] = [],
  purpose: Run['purpose'] = 'delivery',
): WalkThrough {
  const walk: WalkThrough = { run: exampleRun(delivery, purpose), effects: [], started: [] };
  answerAll(walk, delivery, [{ type: 'started' }], outcomes, hold);
  return walk;
}

/** Takes the events, and all that follow from them, until quiet. */
export function answerAll(
  walk: WalkThrough,
  delivery: Delivery,
  events: RunEvent[],
  outcomes: Outcomes = {},
  hold: readonly string[] = [],
): void {
  for (let event = events.shift(); event; event = events.shift())
    events.push(...step(walk, delivery, event, outcomes, hold));
}

/** Takes one event and answers the effects it caused. */
export function step(
  walk: WalkThrough,
  delivery: Delivery,
  event: RunEvent,
  outcomes: Outcomes = {},
  hold: readonly string[] = [],
): RunEvent[] {
  const { run, effects } = decide(delivery, walk.run, event, walk.effects.length);
  walk.run = run;
  walk.effects.push(...effects);
  return effects.flatMap((effect) => answerTo(walk, delivery, effect, outcomes, hold));
}

function answerTo(
  walk: WalkThrough,
  delivery: Delivery,
  effect: RunEffect,
  outcomes: Outcomes,
  hold: readonly string[],
): RunEvent[] {
  switch (effect.type) {
    case 'perform': {
      const { node, visit, look } = effect;
      if (effect.call === 'start') walk.started.push(node);
      if (hold.includes(node)) return [];
      const forward = delivery.steps[node]?.outcomes.find((outcome) => outcome.way === 'forward')?.name ?? 'done';
      const wanted = outcomes[node];
      const outcome = typeof wanted === 'object' ? wanted[visit - 1] : wanted;
      const progress: Progress = { kind: 'ended', outcome: outcome ?? forward };
      return [{ type: 'progressed', node, visit, look, progress }];
    }
    case 'claim':
      return [
        {
          type: 'claim-granted',
          environment: effect.environment,
          fence: (walk.run.claims[effect.environment]?.fence ?? 0) + 1,
        },
      ];
    case 'settle':
      return [{ type: 'settled', environment: effect.environment, fence: effect.fence, sentence: '' }];
    default:
      return [];
  }
}
