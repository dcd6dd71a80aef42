import type { Delivery } from '../../src/chart/delivery.ts';
import { decide } from '../../src/engine/decide.ts';
import type { RunEvent } from '../../src/engine/event.ts';
import type { Run } from '../../src/engine/run.ts';
import { exampleRun } from '../support/walk-through.ts';

/** One run of the engine: what ended in it, in order, and where it stands. */
export interface EngineRun {
  run: Run;
  walk: { node: string; outcome: string; visit: number }[];
}

/** More runs than these are too many for a test. */
const RUNS_MAX = 3_000;

/**
 * Every run of a delivery by brute force: the engine itself decides, and wherever a step runs, the run goes on once for each outcome that
 * `outcomesOf` allows. Of what runs at once the first in the chart's order ends next. Undefined where there are too many.
 */
export function everyRun(
  delivery: Delivery,
  outcomesOf: (node: string, visit: number) => readonly string[],
): EngineRun[] | undefined {
  const ended: EngineRun[] = [];
  const open: EngineRun[] = [{ run: after(delivery, exampleRun(delivery), { type: 'started' }), walk: [] }];
  for (let at = open.pop(); at; at = open.pop()) {
    if (ended.length + open.length > RUNS_MAX) return undefined;
    const { run, walk } = at;
    const node = delivery.order.find((each) => run.steps[each]?.state === 'active');
    const state = node === undefined ? undefined : run.steps[node];
    if (node === undefined || !state) {
      ended.push(at);
      continue;
    }
    const { visit, look } = state;
    for (const outcome of outcomesOf(node, visit)) {
      const next = after(delivery, run, {
        type: 'progressed',
        node,
        visit,
        look,
        progress: { kind: 'ended', outcome },
      });
      open.push({ run: next, walk: [...walk, { node, outcome, visit }] });
    }
  }
  return ended;
}

/** Environments are free and return at once: what is rehearsed is the chart, not the queue before it. */
function after(delivery: Delivery, before: Run, event: RunEvent): Run {
  let run = before;
  const events = [event];
  for (let next = events.shift(); next; next = events.shift()) {
    const decided = decide(delivery, run, next, 0);
    run = decided.run;
    for (const effect of decided.effects) {
      if (effect.type === 'claim')
        events.push({
          type: 'claim-granted',
          environment: effect.environment,
          fence: (run.claims[effect.environment]?.fence ?? 0) + 1,
        });
      if (effect.type === 'settle')
        events.push({ type: 'settled', environment: effect.environment, fence: effect.fence, sentence: '' });
    }
  }
  return run;
}
