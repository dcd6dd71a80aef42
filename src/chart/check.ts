import type { Problem } from '../lib/problem.ts';
import { causesIn } from './causes.ts';
import type { Delivery } from './delivery.ts';
import { drawnOutcomes, endingsOf, forwardOutcomes } from './endings.ts';
import type { Policy } from './policy/policy.ts';
import { environmentsClaimedInOrder } from './proofs/claim-order.ts';
import { cyclesLeft } from './proofs/cycles-left.ts';
import { failuresHeard } from './proofs/failures-heard.ts';
import { imageMadeFirst } from './proofs/image-first.ts';
import { joinsFilled } from './proofs/joins-filled.ts';
import { nodesReached, unreachableNodes } from './proofs/nodes-reached.ts';
import { policyHolds } from './proofs/policy-holds.ts';
import { environmentsLeftStable } from './proofs/stable-environments.ts';

/** What the operator fixes and a chart must fit. */
export interface OperatorRules {
  /** The order in which every run claims environments, first to last; without it a chart must only agree with itself. */
  environments?: readonly string[];
  policy?: Policy;
}

/**
 * Proves a delivery sound, or says with a shortest walk where it is not; notes (warnings) say what is allowed but worth
 * knowing. That every run ends needs no search: between back edges a chart has no cycles, and `max-visits` bounds those.
 *
 * Whether a node is reached, and whether an image is made before it is needed, is traced back from the node and exact for
 * first visits. Joins, environments and claims are judged on every distinct ending, up to a bound on the work; where a
 * chart has more, those with the fewest choices are judged, and a warning says so.
 */
export function check(delivery: Delivery, operator: OperatorRules = {}): Problem[] {
  const causes = causesIn(delivery);
  const unfailed = endingsOf(delivery, forwardOutcomes(delivery));
  const drawn = endingsOf(delivery, drawnOutcomes(delivery));
  const unreachable = unreachableNodes(delivery, causes);
  const problems = [
    ...cyclesLeft(delivery, unfailed.endings),
    ...nodesReached(delivery, unreachable),
    ...joinsFilled(delivery, unfailed.endings, unreachable),
    ...environmentsLeftStable(delivery, unfailed.endings, drawn.endings),
    ...imageMadeFirst(delivery, causes),
    ...environmentsClaimedInOrder(delivery, drawn.endings, operator.environments),
    ...(operator.policy ? policyHolds(delivery, causes, operator.policy) : []),
    ...failuresHeard(delivery),
    ...(unfailed.complete ? [] : [cutShort(delivery, 'without a failure', unfailed.endings.length, 'joins')]),
    ...(drawn.complete ? [] : [cutShort(delivery, 'in all', drawn.endings.length, 'environments and claims')]),
  ];
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}

function cutShort(delivery: Delivery, which: string, count: number, what: string): Problem {
  const { line, column } = delivery.chart.nodes[0] ?? { line: 1, column: 1 };
  return {
    line,
    column,
    rule: 'proof-bounded',
    severity: 'warning',
    message: `The chart has more endings ${which} than are looked at one by one; its ${what} were judged on the first ${count}, and not beyond.`,
    hint: 'Whether each node is reached, and each image made in time, is proved for all of them.',
  };
}
