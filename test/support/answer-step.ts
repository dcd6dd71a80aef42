import type { EnvironmentChange } from '../../src/engine/environment/environment.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { Run } from '../../src/engine/run.ts';
import type { Store } from '../../src/store/store.ts';

/** The newest call of an active step answers. */
export async function answerStep(
  store: Store,
  runId: string,
  node: string,
  progress: Progress,
  now: number,
): Promise<Run> {
  const step = (await store.run(runId))?.steps[node];
  if (step?.state !== 'active') throw new Error(`${runId} ${node} is ${step?.state}, not active`);
  const run = await store.advance(
    runId,
    { type: 'progressed', node, visit: step.visit, look: step.look, progress },
    now,
  );
  if (!run) throw new Error(`no run ${runId}`);
  return run;
}

export function endStepOf(store: Store, runId: string, node: string, outcome: string, now = 2_000): Promise<Run> {
  return answerStep(store, runId, node, { kind: 'ended', outcome }, now);
}

/** The step ends forward, having changed its environment. */
export function passWith(
  store: Store,
  runId: string,
  node: string,
  changes: EnvironmentChange[],
  now = 2_000,
): Promise<Run> {
  return answerStep(store, runId, node, { kind: 'ended', outcome: 'pass', changes }, now);
}
