import type { Progress } from '../../engine/progress.ts';
import { splitTraffic } from '../../rollout/split-traffic.ts';
import { verdict } from '../../verdict/verdict.ts';
import { claimed } from '../claimed.ts';
import type { StepContext } from '../step.ts';
import type { MonitorSettings } from './declaration.ts';
import type { Memo } from './memo.ts';
import { wait } from './wait.ts';

/** How far the chart lets the evidence raise the canary's share: what the last traffic step of this environment says. */
export function upToOf({ earlier, environment }: StepContext<MonitorSettings>): number | undefined {
  const split = earlier.findLast(
    ({ environment: of, output }) => of === environment?.name && paceIn(output) !== undefined,
  );
  const pace = paceIn(split?.output);
  return pace?.upTo ?? undefined;
}

/** A traffic step always says it; `null` where it does not let the evidence raise anything. */
function paceIn(output: unknown): { upTo: number | null } | undefined {
  return typeof output === 'object' && output !== null && 'upTo' in output
    ? (output as { upTo: number | null })
    : undefined;
}

/** What the evidence allows is remembered first and done with the next look, so that a crash in between repeats the same. */
export function withRaise(memo: Memo): Memo {
  const { nextWeight } = verdict(memo.state);
  return nextWeight === undefined ? memo : { ...memo, raiseTo: nextWeight };
}

/** Raises the canary's share. What was counted under either weight in this second is left to the next look. */
export async function raiseWeight(
  context: StepContext<MonitorSettings>,
  memo: Memo,
  weight: number,
): Promise<Progress> {
  const { state, fence, name } = claimed(context);
  const { raiseTo: _, ...rest } = memo;
  const { live, candidate } = state;
  if (!live || !candidate || candidate.colour !== memo.canary) return wait(context, rest);
  await splitTraffic(context.ports, { ...state, live, candidate }, weight, fence);
  context.log(`the evidence allows more: ${weight} % of ${name} now goes to the canary, verified.`);
  return { ...wait(context, rest), changes: [{ type: 'split', weight }] };
}
