import type { Change } from './changes.ts';
import type { Sql } from './sql.ts';

/** The newest are told; who was away for longer than these looks at the lists anyway. */
const CHANGED_MAX = 1_000;

/**
 * Everything that may have changed since `sinceMs`, in milliseconds since 1970: runs that were under way, environments, and inbox items of
 * that time. Told again, a thing is only looked at once more, so this may say too much and never too little.
 */
export async function changedSince(sql: Sql, sinceMs: number): Promise<Change[]> {
  return sql.query<Change>(
    `(select 'run' as type, id, version from runs where phase <> 'ended' order by started_at desc limit ${CHANGED_MAX})
     union all (select 'run', id, version from runs where phase = 'ended' and ended_at >= $1
        order by ended_at desc limit ${CHANGED_MAX})
     union all select 'environment', name, version from environments
     union all select 'inbox', id::text, 1
        from (select id, at from inbox order by id desc limit ${CHANGED_MAX}) as newest where at >= $1`,
    [sinceMs],
  );
}
