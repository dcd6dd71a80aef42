import type { Json } from '../lib/json.ts';
import type { Sql } from './sql.ts';
import type { Writing } from './write.ts';

/** A notice or an incident for people who look here. */
export interface InboxEntry {
  kind: 'notice' | 'incident';
  /** Milliseconds since 1970. */
  at: number;
  runId: string;
  to: string[];
  tone: 'good' | 'bad' | 'neutral';
  title: string;
  body: string;
  evidence: Json[];
}

export interface InboxItem extends InboxEntry {
  id: number;
}

/** Keeps an entry; of the same key only the first. */
export async function addToInbox({ sql, changes }: Writing, entry: InboxEntry, key: string): Promise<void> {
  const [row] = await sql.query<{ id: number }>(
    'insert into inbox (key, at, entry) values ($1, $2, $3) on conflict (key) do nothing returning id',
    [key, entry.at, JSON.stringify(entry)],
  );
  if (row) changes.push({ type: 'inbox', id: String(row.id), version: 1 });
}

/** Newest first. */
export async function listInbox(sql: Sql, limit: number): Promise<InboxItem[]> {
  const rows = await sql.query<Row>('select id, entry from inbox order by id desc limit $1', [limit]);
  return rows.map(itemOf);
}

export async function findInboxItem(sql: Sql, id: number): Promise<InboxItem | undefined> {
  const rows = await sql.query<Row>('select id, entry from inbox where id = $1', [id]);
  return rows.map(itemOf)[0];
}

interface Row {
  id: number;
  entry: InboxEntry;
}

function itemOf({ id, entry }: Row): InboxItem {
  return { ...entry, id };
}
