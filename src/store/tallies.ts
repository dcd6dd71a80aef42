import type { Sql } from './sql.ts';

/** What stands in the store, counted. */
export interface Tallies {
  /** All runs by how they stand now. A retry makes a run that had ended run again, so a count may fall. */
  runs: readonly { project: string; phase: string; ending: string | null; count: number }[];
  /** Steps of runs that ended within the span: how often each ended so, and how long it took. */
  steps: readonly { project: string; step: string; outcome: string; count: number; p50: number; p95: number }[];
  /** What steps that judge a release said, of the same runs. */
  verdicts: readonly { project: string; verdict: string; count: number }[];
  jobs: readonly { state: string; count: number; oldestDue: number }[];
  /** Letters to people outside, by the vendor that carries them. */
  letters: readonly { medium: string; state: string; count: number; failures: number }[];
}

const ROWS_MAX = 2_000;

/** @param sinceMs runs that ended before are left out where their steps are counted */
export async function tally(sql: Sql, sinceMs: number): Promise<Tallies> {
  return {
    runs: await sql.query(
      'select project, phase, ending, count(*)::int as count from runs group by project, phase, ending',
    ),
    steps: await sql.query(
      `select project, step.key as step, step.value->>'outcome' as outcome, count(*)::int as count,
         percentile_cont(0.5) within group (order by ${SECONDS}) as p50,
         percentile_cont(0.95) within group (order by ${SECONDS}) as p95
       ${ENDED_STEPS} group by 1, 2, 3 order by 1, 2, 3 limit ${ROWS_MAX}`,
      [sinceMs],
    ),
    verdicts: await sql.query(
      `select project, step.value->>'outcome' as verdict, count(*)::int as count
       ${ENDED_STEPS} and step.value->'output'->>'judgement' is not null group by 1, 2 limit ${ROWS_MAX}`,
      [sinceMs],
    ),
    jobs: await sql.query('select state, count(*)::int as count, min(due) as "oldestDue" from jobs group by state'),
    letters: await sql.query(
      'select medium, state, count(*)::int as count, sum(failures)::int as failures from outbox group by medium, state',
    ),
  };
}

const SECONDS = `((step.value->>'endedAt')::numeric - (step.value->>'startedAt')::numeric)::float8 / 1000`;
const ENDED_STEPS = `from runs, json_each(state->'steps') as step
  where phase = 'ended' and ended_at >= $1 and step.value->>'outcome' is not null
    and step.value->>'startedAt' is not null and step.value->>'endedAt' is not null`;
