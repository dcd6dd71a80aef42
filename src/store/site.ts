import type { Sql } from './sql.ts';
import { StoreFailure } from './store-failure.ts';

/** The data folder that a database works for. */
export interface Site {
  id: string;
  /** For people: the folder and its machine. */
  place: string;
}

/**
 * Binds a new database to the site, and refuses one that is bound to another: two folders would each run every second step of a run, with
 * releases and workspaces of their own. @throws StoreFailure `store-elsewhere`
 */
export async function bindSite(sql: Sql, { id, place }: Site): Promise<void> {
  await sql.query('insert into site (id, place) values ($1, $2) on conflict do nothing', [id, place]);
  const [bound] = await sql.query<Site>('select id, place from site');
  if (!bound || bound.id === id) return;
  throw new StoreFailure({
    code: 'store-elsewhere',
    message: `This database works for ${bound.place}, and this is ${place}.`,
    hint: `Start every node in that folder, or give this one a database of its own. If that folder is gone for good, write ${bound.id} into .shipchart/site here.`,
  });
}
