import type { Delivery, Step } from '../chart/delivery.ts';
import type { RunEffect } from './effect.ts';
import type { Run } from './run.ts';

/** One decision in the making: the run's draft and the effects so far. Lives only inside `decide`. */
export interface Turn {
  readonly delivery: Delivery;
  readonly run: Run;
  readonly now: number;
  readonly effects: RunEffect[];
}

export function stepOf(delivery: Delivery, node: string): Step {
  const step = delivery.steps[node];
  if (!step) throw new Error(`the chart has no node ${node}`);
  return step;
}
