import type { RunView, StepView } from '../../src/api/shapes.ts';
import { labelLines, sayStatus, sayTook, type Status } from './standing.ts';

/** What the page puts onto the drawn chart. Colour is never the only sign: each node also gets a mark, a time and a sentence. */
export interface ChartPaint {
  nodes: Readonly<Record<string, NodePaint>>;
  /** By edge id. `live`: a token went along it to a step that is still under way. Absent: not taken. */
  edges: Readonly<Record<string, 'taken' | 'live'>>;
  /** Where the action is: steps under way, else the last to end. */
  active: readonly string[];
}

export interface NodePaint {
  status: Status;
  took: string;
  /** For those who hear the page: `Unit Tests: failed, 4.1 s`. */
  spoken: string;
}

export function paintOf(run: RunView, now: number): ChartPaint {
  const underWay = new Set(run.steps.filter(isUnderWay).map((step) => step.node));
  const taken = new Set(run.edgesTaken);
  const edges = run.edges.filter((edge) => taken.has(edge.id));
  return {
    nodes: Object.fromEntries(run.steps.map((step) => [step.node, paintNode(step, now)])),
    edges: Object.fromEntries(edges.map((edge) => [edge.id, underWay.has(edge.to) ? 'live' : 'taken'])),
    active: underWay.size > 0 ? [...underWay] : lastEnded(run),
  };
}

export function isUnderWay(step: StepView): boolean {
  return step.status === 'queued' || step.status === 'running' || step.status === 'waiting';
}

function paintNode(step: StepView, now: number): NodePaint {
  const took = sayTook(step, now);
  const words = [sayStatus(step), took].filter((word) => word !== '').join(', ');
  return { status: step.status, took, spoken: `${labelLines(step.label).name}: ${words}` };
}

function lastEnded(run: RunView): string[] {
  const ended = run.steps.filter((step) => step.endedAt !== undefined);
  const last = ended.reduce<StepView | undefined>((a, b) => ((a?.endedAt ?? 0) > (b.endedAt ?? 0) ? a : b), undefined);
  return last ? [last.node] : [];
}
