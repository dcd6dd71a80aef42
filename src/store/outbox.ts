import type { Json } from '../lib/json.ts';
import type { NewLetter } from './letter.ts';
import type { Sql } from './sql.ts';
import type { Writing } from './write.ts';

/** Whoever took a letter and gave no answer for this long is taken for dead. Longer than any delivery may last. */
const TAKEN_SECONDS = 60;
/** Recipients whose next letter is handed out at once. */
const LANES_MAX = 16;

export interface TakenLetter extends NewLetter {
  id: number;
  failures: number;
  /** Tells this taking from an earlier one: only the newest may end it. */
  takings: number;
  /** What the conversation's first delivered letter gave; null where this is the first. */
  thread: Json;
  /** Letters on the same topic that were kept quiet since the last one that was sent. */
  quieted: number;
}

/** A letter that waits although it was tried, or that its medium refused for good. */
export interface TroubledLetter extends Omit<NewLetter, 'message'> {
  id: number;
  at: number;
  state: 'waiting' | 'refused';
  failures: number;
  lastError: string;
}

/** Keeps letters until they are delivered. */
export async function addToOutbox({ sql, now, changes }: Writing, letters: readonly NewLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const added = await sql.query<{ id: number }>(
    `insert into outbox (medium, recipient, key, conversation, message, at, due, topic, state)
     select medium, recipient, key, conversation, message::json, $6, $6, topic, case when exists (
       select 1 from outbox as before where before.medium = new.medium and before.recipient = new.recipient
         and before.topic = new.topic and before.at > $6 - new.quiet and before.state <> 'quiet'
     ) then 'quiet' else 'waiting' end
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $7::text[], $8::bigint[])
       as new (medium, recipient, key, conversation, message, topic, quiet)
     on conflict do nothing returning id`,
    [
      letters.map(({ medium }) => medium),
      letters.map(({ recipient }) => recipient),
      letters.map(({ key }) => key),
      letters.map(({ conversation }) => conversation),
      letters.map(({ message }) => JSON.stringify(message)),
      now,
      letters.map(({ topic }) => topic ?? null),
      letters.map(({ quietMs }) => quietMs ?? 0),
    ],
  );
  const newest = added.at(-1);
  if (newest) changes.push({ type: 'outbox', id: String(newest.id), version: 1 });
}

/** Takes each recipient's oldest letter where it is due and in nobody's hands. */
export async function takeLetters(sql: Sql, media: readonly string[], now: number): Promise<TakenLetter[]> {
  return sql.query<TakenLetter>(
    `with heads as (
       select distinct on (medium, recipient) id, due, taken_until
       from outbox where state = 'waiting' and medium = any($1::text[]) order by medium, recipient, id
     ), free as (
       select id from outbox
       where id in (
         select id from heads where due <= $2 and (taken_until is null or taken_until < clock_timestamp()) order by id limit $3
       ) and (taken_until is null or taken_until < clock_timestamp())
       for update skip locked
     )
     update outbox set takings = takings + 1, taken_until = clock_timestamp() + interval '${TAKEN_SECONDS} seconds'
     from free where outbox.id = free.id
     returning outbox.id, medium, recipient, key, conversation, message, failures, takings, (
       select earlier.reference from outbox as earlier
       where earlier.medium = outbox.medium and earlier.recipient = outbox.recipient
         and earlier.conversation = outbox.conversation and earlier.state = 'delivered'
       order by earlier.id limit 1
     ) as thread, (
       select count(*)::int from outbox as quiet
       where quiet.medium = outbox.medium and quiet.recipient = outbox.recipient and quiet.topic = outbox.topic
         and quiet.state = 'quiet' and quiet.id < outbox.id and quiet.id > coalesce((
           select max(sent.id) from outbox as sent
           where sent.medium = outbox.medium and sent.recipient = outbox.recipient and sent.topic = outbox.topic
             and sent.state <> 'quiet' and sent.id < outbox.id
         ), 0)
     ) as quieted`,
    [media, now, LANES_MAX],
  );
}

/** When the next letter is due; undefined where none waits. */
export async function nextLetterDue(sql: Sql, media: readonly string[]): Promise<number | undefined> {
  const [row] = await sql.query<{ due: number | null }>(
    `select min(due) as due from (
       select distinct on (medium, recipient) due
       from outbox where state = 'waiting' and medium = any($1::text[]) order by medium, recipient, id
     ) as heads`,
    [media],
  );
  return row?.due ?? undefined;
}

/** How a delivery ended. */
export type LetterEnd =
  | { state: 'delivered'; reference: Json }
  | { state: 'refused'; error: string }
  /** Tried again at `due`, before anything else goes to that recipient. */
  | { state: 'waiting'; error: string; due: number };

/** Of no effect where the letter was taken anew meanwhile. */
export async function endLetter(sql: Sql, { id, takings }: TakenLetter, end: LetterEnd): Promise<void> {
  await sql.query(
    `update outbox set state = $3, reference = $4::json, last_error = coalesce($5, last_error), due = coalesce($6, due),
       failures = failures + $7, taken_until = null
     where id = $1 and takings = $2 and state = 'waiting'`,
    [
      id,
      takings,
      end.state,
      end.state === 'delivered' ? JSON.stringify(end.reference) : null,
      'error' in end ? end.error : null,
      'due' in end ? Math.ceil(end.due) : null,
      end.state === 'delivered' ? 0 : 1,
    ],
  );
}

/** Newest first. */
export async function troubledLetters(sql: Sql, limit: number): Promise<TroubledLetter[]> {
  return sql.query<TroubledLetter>(
    `select id, medium, recipient, key, conversation, at, state, failures, coalesce(last_error, '') as "lastError"
     from outbox where state = 'refused' or (state = 'waiting' and failures > 0) order by id desc limit $1`,
    [limit],
  );
}
