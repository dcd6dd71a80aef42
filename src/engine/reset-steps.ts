import { idleStep } from './new-run.ts';
import { stateOf, type KeptEnd, type StepState } from './run.ts';
import type { Turn } from './turn.ts';

/** Puts a step back to before its start; whatever it has running is ended. Numbers go on, so that late answers are still recognised. */
export function resetStep(turn: Turn, node: string, more: Pick<StepState, 'kept' | 'visitsBefore'> = {}): void {
  const { state, visit, look, visitsBefore } = stateOf(turn.run, node);
  if (state === 'active' || state === 'waiting') turn.effects.push({ type: 'halt', node, visit });
  turn.run.steps[node] = {
    ...idleStep(),
    visit,
    look,
    ...(visitsBefore === undefined ? {} : { visitsBefore }),
    ...more,
  };
}

/** Takes back the tokens that these nodes have put on their edges. */
export function takeBackTokens({ delivery, run }: Turn, nodes: ReadonlySet<string>): void {
  for (const route of Object.values(delivery.routes)) if (nodes.has(route.from)) delete run.tokens[route.edge];
}

/** How the step ended, to hold again later. */
export function keptEndOf(state: StepState): KeptEnd {
  const { visit, attempt, outcome, reason, startedAt, endedAt, figures, output, evidence, bound } = state;
  const facts = { outcome, reason, startedAt, endedAt, figures, output, evidence, bound };
  return { visit, attempt, ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) };
}
