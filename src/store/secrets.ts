import type { Sql } from './sql.ts';

/** A secret as it is kept: sealed before it comes here. */
export interface KeptSecret {
  project: string;
  name: string;
  /** Left out: any. */
  environment?: string | undefined;
  step?: string | undefined;
  setBy: string;
  /** Milliseconds since 1970. */
  setAt: number;
  /** Names the master key. */
  key: string;
  sealed: string;
  before?: string | undefined;
}

type Scope = Pick<KeptSecret, 'environment' | 'step'>;

interface Row extends Omit<KeptSecret, 'environment' | 'step' | 'before'> {
  environment: string;
  step: string;
  before: string | null;
}

/** Of a project, by name. */
export async function listSecrets(sql: Sql, project: string): Promise<KeptSecret[]> {
  const rows = await sql.query<Row>(
    `select project, name, environment, step, set_by as "setBy", set_at as "setAt", key, sealed, before
     from secrets where project = $1 order by name, environment, step`,
    [project],
  );
  return rows.map(({ environment, step, before, ...rest }) => ({
    ...rest,
    environment: environment === '' ? undefined : environment,
    step: step === '' ? undefined : step,
    before: before ?? undefined,
  }));
}

/** In place of one of the same name and scope. With `insteadOf`, only where that is still what is kept: false otherwise. */
export async function keepSecret(sql: Sql, secret: KeptSecret, insteadOf?: string): Promise<boolean> {
  const { project, name, environment = '', step = '', setBy, setAt, key, sealed, before = null } = secret;
  const kept = await sql.query(
    `insert into secrets (project, name, environment, step, set_by, set_at, key, sealed, before)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (project, name, environment, step) do update
       set set_by = $5, set_at = $6, key = $7, sealed = $8, before = $9
       where $10::text is null or secrets.sealed = $10
     returning name`,
    [project, name, environment, step, setBy, setAt, key, sealed, before, insteadOf ?? null],
  );
  return kept.length > 0;
}

/** False where there is none. */
export async function removeSecret(sql: Sql, project: string, name: string, scope: Scope): Promise<boolean> {
  const removed = await sql.query(
    'delete from secrets where project = $1 and name = $2 and environment = $3 and step = $4 returning name',
    [project, name, scope.environment ?? '', scope.step ?? ''],
  );
  return removed.length > 0;
}
