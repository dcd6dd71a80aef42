import type { Json } from '../lib/json.ts';
import type { Sql } from './sql.ts';

/** Whoever took news and did not end it within this time is taken for dead. Longer than a fetch may last. */
const TAKEN_SECONDS = 15 * 60;
/** What was taken in is remembered this long: ten times as long as a vendor may send it again. */
const REMEMBERED_MS = 30 * 24 * 60 * 60_000;

/** What another service told us of. */
export interface IncomingNews {
  vendor: string;
  /** As the vendor numbers what it sends; a repeat has the same. */
  delivery: string;
  news: Json;
}

export interface TakenNews extends IncomingNews {
  failures: number;
  takings: number;
}

/** `due`: told again then; without it, it is over. */
export interface NewsEnd {
  outcome: string;
  due?: number;
}

/** False where the same delivery was kept before. */
export async function keepIncoming(sql: Sql, { vendor, delivery, news }: IncomingNews, now: number): Promise<boolean> {
  await sql.query(`delete from incoming where state = 'done' and at < $1`, [now - REMEMBERED_MS]);
  const kept = await sql.query(
    `insert into incoming (vendor, delivery, news, at, due, state) values ($1, $2, $3::json, $4, $4, 'waiting')
     on conflict do nothing returning delivery`,
    [vendor, delivery, JSON.stringify(news), now],
  );
  return kept.length > 0;
}

/** Takes the oldest that is due and in nobody's hands. */
export async function takeIncoming(sql: Sql, vendor: string, now: number): Promise<TakenNews | undefined> {
  const [taken] = await sql.query<TakenNews>(
    `update incoming set takings = takings + 1, taken_until = clock_timestamp() + interval '${TAKEN_SECONDS} seconds'
     where vendor = $1 and delivery = (
       select delivery from incoming
       where vendor = $1 and state = 'waiting' and due <= $2 and (taken_until is null or taken_until < clock_timestamp())
       order by at, delivery limit 1 for update skip locked
     )
     returning vendor, delivery, news, failures, takings`,
    [vendor, now],
  );
  return taken;
}

/** Of no effect where it was taken anew meanwhile. */
export async function endIncoming(sql: Sql, { vendor, delivery, takings }: TakenNews, end: NewsEnd): Promise<void> {
  await sql.query(
    `update incoming set state = $4, outcome = $5, due = coalesce($6, due), failures = failures + $7, taken_until = null
     where vendor = $1 and delivery = $2 and takings = $3 and state = 'waiting'`,
    [
      vendor,
      delivery,
      takings,
      end.due === undefined ? 'done' : 'waiting',
      end.outcome,
      end.due ?? null,
      end.due === undefined ? 0 : 1,
    ],
  );
}
