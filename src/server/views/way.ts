import type { Delivery } from '../../chart/delivery.ts';
import type { Way } from '../../chart/declaration.ts';
import type { Run } from '../../engine/run.ts';

/** Whether a step's outcome carried the run onward; undefined where it has none, or could not be carried out. */
export function wayOf(delivery: Delivery | undefined, run: Run, node: string): Way | undefined {
  const { outcome, couldNotRun } = run.steps[node] ?? {};
  if (outcome === undefined || couldNotRun) return undefined;
  return delivery?.steps[node]?.outcomes.find((each) => each.name === outcome)?.way;
}
