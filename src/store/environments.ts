import { decideEnvironment } from '../engine/environment/decide-environment.ts';
import { newEnvironment, type Environment, type EnvironmentEvent } from '../engine/environment/environment.ts';
import { readEvents } from './event-log.ts';
import type { Sql } from './sql.ts';
import { asStored } from './stored.ts';

/** One that nobody has used yet is as new. */
export async function findEnvironment(sql: Sql, name: string): Promise<Environment> {
  const [row] = await sql.query<{ state: Environment }>('select state from environments where name = $1', [name]);
  return row?.state ?? newEnvironment(name);
}

/** Every environment that was ever used, by name. */
export async function listEnvironments(sql: Sql): Promise<Environment[]> {
  const rows = await sql.query<{ state: Environment }>('select state from environments order by name');
  return rows.map(({ state }) => state);
}

/** The environment as its events alone give it. */
export async function rebuildEnvironment(sql: Sql, name: string): Promise<Environment> {
  return (await courseOfEnvironment(sql, name)).at(-1)?.after ?? newEnvironment(name);
}

/** An event of an environment, and the environment before and after it. */
export interface EnvironmentTurn {
  at: number;
  event: EnvironmentEvent;
  before: Environment;
  after: Environment;
}

/** Everything an environment went through, oldest first. */
export async function courseOfEnvironment(sql: Sql, name: string): Promise<EnvironmentTurn[]> {
  const events = await readEvents<EnvironmentEvent>(sql, 'environment', name);
  let before = newEnvironment(name);
  return events.map(({ event, at }) => {
    const after = asStored(decideEnvironment(before, event, at).environment);
    const turn = { at, event, before, after };
    before = after;
    return turn;
  });
}
