import { planRetry } from '../engine/retry/plan-retry.ts';
import { whyNotRetry, type RetryRefusal } from '../engine/retry/why-not-retry.ts';
import { stateOf } from '../engine/run.ts';
import type { Deliveries } from './documents.ts';
import { findEnvironment } from './environments.ts';
import { findRun } from './runs.ts';
import type { Sql } from './sql.ts';

/** What a retry would do; nodes in the order of the chart, those left out that do nothing. */
export interface RetryPreview {
  /** Begin anew at once. */
  begins: string[];
  /** Done anew where the way leads to them again. */
  follows: string[];
  /** Passed, and hold. */
  keeps: string[];
}

/** What a retry from `node`, or without one from all that failed, would do now; the same refusals as the retry itself. */
export async function retryPlanOf(
  sql: Sql,
  deliveries: Deliveries,
  runId: string,
  node: string | undefined,
): Promise<RetryPreview | { refusal: RetryRefusal } | undefined> {
  const run = (await findRun(sql, runId))?.run;
  if (!run) return undefined;
  const delivery = await deliveries.ofHash(sql, run.document);
  const names = new Set(Object.values(delivery.steps).flatMap(({ environment }) => environment?.name ?? []));
  const environments = await Promise.all([...names].map((name) => findEnvironment(sql, name)));
  const refusal = whyNotRetry(delivery, run, node, environments);
  if (refusal) return { refusal };
  const { anew, first } = planRetry(delivery, run, node);
  const does = delivery.order.filter((each) => delivery.steps[each]?.kind !== 'passive');
  return {
    begins: does.filter((each) => anew.has(each) && first.has(each)),
    follows: does.filter((each) => anew.has(each) && !first.has(each)),
    keeps: does.filter((each) => !anew.has(each) && stateOf(run, each).outcome !== undefined),
  };
}
