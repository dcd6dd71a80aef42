import type { Delivery, Step } from '../chart/delivery.ts';
import type { Environment } from '../engine/environment/environment.ts';
import { stateOf, stepKey, type Run } from '../engine/run.ts';
import type { EarlierStep, RunFacts, StepContext } from '../steps/step.ts';
import type { StepPorts } from '../steps/step-ports.ts';

/** Everything a step is told when it is called; made anew for each call from what is stored. */
export function stepContext(
  { delivery, run, environment }: { delivery: Delivery; run: Run; environment: Environment | undefined },
  step: Step,
  call: {
    now: number;
    signal: AbortSignal;
    ports: StepPorts;
    secrets: StepContext['secrets'];
    log(line: string): void;
  },
): StepContext {
  const { node } = step;
  const state = stateOf(run, node);
  const fence = environment ? run.claims[environment.name]?.fence : undefined;
  return {
    run: factsOf(run),
    node,
    label: labelOf(delivery, node),
    visit: state.visit,
    attempt: state.attempt,
    key: stepKey(run, node),
    settings: step.settings,
    memo: state.memo,
    signals: state.signals,
    kept: state.kept,
    earlier: delivery.order.flatMap((each) => earlierStep(delivery, run, each)),
    causes: causesOf(delivery, run, node),
    environment: environment && fence !== undefined ? { name: environment.name, state: environment, fence } : undefined,
    release: run.release,
    thenTraffic: step.thenTraffic ?? false,
    drawn: Object.values(delivery.routes).flatMap((route) => (route.from === node ? route.outcomes : [])),
    ...call,
  };
}

/** What every step is told of its run. */
export function factsOf(run: Run): RunFacts {
  const { id, number, project, commit, ref, startedBy, startedAt, document, purpose } = run;
  return { id, number, project, commit, ref, startedBy, startedAt, document, purpose, fresh: run.fresh ?? false };
}

/** The step as a later one sees it; nothing while it has no outcome, and nothing of nodes that do nothing. */
export function earlierStep(delivery: Delivery, run: Run, node: string): EarlierStep[] {
  const step = delivery.steps[node];
  const { state, outcome, couldNotRun, reason, output, evidence, bound } = stateOf(run, node);
  if (!step || step.kind === 'passive' || state !== 'ended' || outcome === undefined) return [];
  const way = step.outcomes.find((each) => each.name === outcome)?.way ?? 'failure';
  return [
    {
      node,
      kind: step.kind,
      label: labelOf(delivery, node),
      outcome,
      way,
      couldNotRun: couldNotRun ?? false,
      reason,
      output,
      environment: step.environment?.name,
      evidence: evidence ?? [],
      bound,
    },
  ];
}

function labelOf(delivery: Delivery, node: string): string {
  return delivery.chart.nodes.find((each) => each.id === node)?.label ?? node;
}

function causesOf(delivery: Delivery, run: Run, node: string): string[] {
  return Object.values(delivery.routes)
    .filter((route) => route.to === node && run.tokens[route.edge] !== undefined)
    .map((route) => route.from);
}
