import type { Delivery } from '../chart/delivery.ts';
import type { Run, StepState } from './run.ts';

/** A run before its first event. */
export function newRun(
  delivery: Delivery,
  facts: Pick<
    Run,
    'id' | 'project' | 'number' | 'commit' | 'ref' | 'startedBy' | 'document' | 'purpose' | 'startedAt' | 'proposal'
  >,
): Run {
  const steps = Object.fromEntries(delivery.order.map((node) => [node, idleStep()]));
  return { ...facts, phase: 'running', steps, tokens: {}, claims: {} };
}

export function idleStep(): StepState {
  return { state: 'idle', visit: 0, attempt: 0, look: 0, nudged: false, signals: [] };
}
