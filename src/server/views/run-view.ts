import type { RunView, StepView } from '../../api/shapes.ts';
import type { Delivery, Step } from '../../chart/delivery.ts';
import type { Proposal, Run, StepState } from '../../engine/run.ts';
import { asksPeople } from './asks-people.ts';
import { summarise } from './run-summary.ts';
import { tellWalk } from './walk.ts';

/** A run as pages and terminals show it. */
export function viewRun(run: Run, delivery: Delivery, version: number): RunView {
  const labels = new Map(delivery.chart.nodes.map((node) => [node.id, node.label]));
  return {
    ...summarise(run, delivery),
    version,
    ...(run.retries ? { retries: run.retries.count } : {}),
    steps: delivery.order.flatMap((node) => {
      const step = delivery.steps[node];
      const state = run.steps[node];
      return step && state ? [viewStep(step, state, labels.get(node) ?? node)] : [];
    }),
    edgesTaken: Object.keys(run.tokens),
    edges: Object.values(delivery.routes).map(({ edge, from, to }) => ({ id: edge, from, to })),
    walk: tellWalk(run, delivery),
    ...(run.proposal ? { proposal: viewProposal(run.proposal) } : {}),
  };
}

function viewProposal({ base, change, problems, problemsInAll }: Proposal): RunView['proposal'] {
  return { base, change, problems: [...problems], problemsInAll };
}

function viewStep(step: Step, state: StepState, label: string): StepView {
  const {
    memo: _memo,
    signals: _signals,
    look: _look,
    nudged: _nudged,
    wakeAt,
    asks: _asks,
    course: _course,
    visitsBefore: _visitsBefore,
    bound: _bound,
    kept,
    ...shown
  } = state;
  const status = statusOf(step, state);
  return {
    ...shown,
    ...(kept ? { kept: true } : {}),
    node: step.node,
    kind: step.kind,
    label,
    status,
    ...(status === 'waiting' && wakeAt !== undefined ? { until: wakeAt } : {}),
    ...(step.environment ? { environment: step.environment.name } : {}),
    ...(step.rollout ? { rollout: step.rollout } : {}),
  };
}

function statusOf(step: Step, of: StepState): StepView['status'] {
  const { state, outcome } = of;
  switch (state) {
    case 'idle':
      return 'idle';
    case 'claiming':
      return 'queued';
    case 'active':
      return asksPeople(step, of) ? 'waiting' : 'running';
    case 'waiting':
      return asksPeople(step, of) ? 'waiting' : 'running';
    case 'ended': {
      if (outcome === undefined) return 'stopped';
      return step.outcomes.find((each) => each.name === outcome)?.way === 'failure' ? 'failed' : 'passed';
    }
  }
}
