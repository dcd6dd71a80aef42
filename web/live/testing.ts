import type { RunView, StepView } from '../../src/api/shapes.ts';

/** A step as tests need it. */
export function stepView(node: string, more: Partial<StepView> = {}): StepView {
  return { node, kind: 'command', label: node, state: 'idle', status: 'idle', visit: 0, attempt: 0, ...more };
}

/** A run as tests need it. */
export function runView(more: Partial<RunView> = {}): RunView {
  return {
    id: 'shop-1',
    project: 'shop',
    number: 1,
    commit: { id: 'c0ffee', author: 'ada', subject: 'A change', time: 1 },
    ref: 'refs/heads/main',
    startedBy: 'ada',
    purpose: 'delivery',
    phase: 'running',
    startedAt: 1_000,
    waitsForPeople: [],
    version: 1,
    steps: [],
    edges: [],
    edgesTaken: [],
    walk: '',
    ...more,
  };
}
