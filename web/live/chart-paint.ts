import type { RunView, StepView, UsualView } from '../../src/api/shapes.ts';
import { labelLines, msOf, sayStatus, sayTook, type Status } from './standing.ts';

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
  /** How far a running step is, by how long it takes as a rule; 1 where it takes longer. Absent where nobody knows, or nothing runs. */
  part?: number;
  /** For those who hear the page: `Unit Tests: failed, 4.1 s`. */
  spoken: string;
}

export function paintOf(run: RunView, now: number, usual?: UsualView): ChartPaint {
  const underWay = new Set(run.steps.filter(isUnderWay).map((step) => step.node));
  const taken = new Set(run.edgesTaken);
  const edges = run.edges.filter((edge) => taken.has(edge.id));
  return {
    nodes: Object.fromEntries(run.steps.map((step) => [step.node, paintNode(step, now, usual?.steps[step.node]?.ms)])),
    edges: Object.fromEntries(edges.map((edge) => [edge.id, underWay.has(edge.to) ? 'live' : 'taken'])),
    active: underWay.size > 0 ? [...underWay] : lastEnded(run),
  };
}

export function isUnderWay(step: StepView): boolean {
  return step.status === 'queued' || step.status === 'running' || step.status === 'waiting';
}

function paintNode(step: StepView, now: number, usualMs: number | undefined): NodePaint {
  const took = sayTook(step, now);
  const part = partOf(step, now, usualMs);
  const words = [sayStatus(step), took].filter((word) => word !== '').join(', ');
  return {
    status: step.status,
    took,
    ...(part === undefined ? {} : { part }),
    spoken: `${labelLines(step.label).name}: ${words}`,
  };
}

/** A step shorter than this is over before anyone has seen how far it is. */
const WORTH_A_BAR_MS = 2_000;

function partOf(step: StepView, now: number, usualMs: number | undefined): number | undefined {
  const ms = msOf(step, now);
  if (step.status !== 'running' || ms === undefined || usualMs === undefined || usualMs < WORTH_A_BAR_MS)
    return undefined;
  return Math.min(1, ms / usualMs);
}

function lastEnded(run: RunView): string[] {
  const ended = run.steps.filter((step) => step.endedAt !== undefined);
  const last = ended.reduce<StepView | undefined>((a, b) => ((a?.endedAt ?? 0) > (b.endedAt ?? 0) ? a : b), undefined);
  return last ? [last.node] : [];
}
