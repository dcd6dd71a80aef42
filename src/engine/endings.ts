import { nameOfStuckNode } from './stuck.ts';
import { isUnderway, stateOf, type Ending, type Run } from './run.ts';
import { stepOf, type Turn } from './turn.ts';

/** Ends the run once nothing is under way, nothing can start, and every environment is given back. */
export function finishWhenQuiet(turn: Turn): void {
  const { run } = turn;
  if (run.phase === 'ended') return;
  if (Object.values(run.steps).some(isUnderway)) return;
  if (Object.values(run.claims).some((claim) => claim.state !== 'released')) return;
  const { ending, reason } = endingOf(turn);
  run.phase = 'ended';
  run.ending = ending;
  run.endingReason = reason;
  run.endedAt = turn.now;
  turn.effects.push({ type: 'tidy' });
}

/** The most telling thing that happened: a stop, a rejection, a rollback, a failure, a stuck join, and only then success. */
function endingOf(turn: Turn): { ending: Ending; reason: string } {
  const { run } = turn;
  if (run.stopped) return { ending: run.stopped.ending, reason: `${run.stopped.reason} (${run.stopped.by})` };
  // Nothing was deployed that could be rejected or rolled back: a check run is `checked` or `failed`.
  if (run.purpose === 'check') return firstFailure(turn, 'failed', () => true) ?? stuck(turn) ?? checked;
  return (
    firstFailure(turn, 'rejected', (_kind, outcome) => outcome === 'rejected') ??
    rolledBack(turn) ??
    firstFailure(turn, 'failed', () => true) ??
    stuck(turn) ??
    success(turn)
  );
}

function firstFailure(
  turn: Turn,
  ending: Ending,
  applies: (kind: string, outcome: string) => boolean,
): { ending: Ending; reason: string } | undefined {
  for (const node of turn.delivery.order) {
    const { outcome, reason } = stateOf(turn.run, node);
    const step = stepOf(turn.delivery, node);
    const way = step.outcomes.find((each) => each.name === outcome)?.way;
    if (outcome === undefined || way !== 'failure' || !applies(step.kind, outcome)) continue;
    return { ending, reason: `${node} ended ${outcome}${reason ? `: ${reason}` : ''}` };
  }
  return undefined;
}

function rolledBack(turn: Turn): { ending: Ending; reason: string } | undefined {
  const node = turn.delivery.order.find(
    (each) => stepOf(turn.delivery, each).rollout === 'rollback' && stateOf(turn.run, each).outcome === 'done',
  );
  if (node === undefined) return undefined;
  const cause = firstFailure(turn, 'rolled back', () => true);
  return cause ?? { ending: 'rolled back', reason: `${node} returned the environment to its last good release` };
}

function stuck(turn: Turn): { ending: Ending; reason: string } | undefined {
  const node = nameOfStuckNode(turn);
  return node === undefined
    ? undefined
    : { ending: 'failed', reason: `stuck at ${node}: some of its tokens never came` };
}

function success({ delivery, run }: Turn): { ending: Ending; reason: string } {
  const delivered = deployedNodes(delivery.order, run, (node) => delivery.steps[node]?.rollout === 'deploy');
  return delivered ? { ending: 'delivered', reason: 'every step on the way passed' } : checked;
}

const checked = { ending: 'checked', reason: 'every check passed; nothing was deployed' } as const;

function deployedNodes(order: readonly string[], run: Run, isDeploy: (node: string) => boolean): boolean {
  return order.some((node) => isDeploy(node) && stateOf(run, node).outcome === 'done');
}
