import type { EnvironmentView, RunSummary, RunView, StepView } from '../../api/shapes.ts';

/** When everything in these tests begins, in milliseconds since 1970. */
export const BEGIN = Date.UTC(2026, 0, 5, 9, 30);

export function aRun(more: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'shop-12',
    project: 'shop',
    number: 12,
    commit: { id: '3f9c2abd0d7e4b0f', author: 'Ann', subject: 'Sort the cart', time: BEGIN / 1_000 },
    ref: 'main',
    startedBy: 'ann',
    purpose: 'delivery',
    phase: 'running',
    startedAt: BEGIN,
    waitsForPeople: [],
    ...more,
  };
}

export function aStep(node: string, more: Partial<StepView> = {}): StepView {
  return { node, kind: 'command', label: node, state: 'idle', status: 'idle', visit: 0, attempt: 0, ...more };
}

export function passed(node: string, tookMs: number, more: Partial<StepView> = {}): StepView {
  const times = { startedAt: BEGIN, endedAt: BEGIN + tookMs };
  return aStep(node, { state: 'ended', status: 'passed', outcome: 'pass', visit: 1, attempt: 1, ...times, ...more });
}

export function running(node: string, more: Partial<StepView> = {}): StepView {
  return aStep(node, { state: 'active', status: 'running', visit: 1, attempt: 1, startedAt: BEGIN, ...more });
}

/** `edges` as `A B` for an edge from A to B. */
export function aView(steps: StepView[], edges: string[] = [], more: Partial<RunView> = {}): RunView {
  const drawn = edges.map((edge) => {
    const [from = '', to = ''] = edge.split(' ');
    return { id: edge, from, to };
  });
  return { ...aRun(), version: 1, steps, edgesTaken: [], edges: drawn, walk: '', ...more };
}

export function anEnvironment(more: Partial<EnvironmentView> = {}): EnvironmentView {
  return { name: 'production', bad: [], queue: [], ...more };
}
