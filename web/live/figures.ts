import { sayDuration } from '../../src/lib/duration.ts';
import type { Json, JsonObject } from '../../src/lib/json.ts';

/**
 * Figures of a step, sorted into the few forms in which people read numbers. The form follows from the figures themselves, never from the
 * kind of the step, so a new step kind is drawn without a line here:
 * a `sentence`, and other long texts; `elapsedMs` with `forMs` and `atMostMs`; `{ value, threshold }` or, on a logarithmic scale, `{ log, boundary }`; neighbours with
 * the same numbers (canary and baseline); lists of records and of texts; and all the rest as facts.
 */
export type Block =
  | { form: 'sentence'; text: string }
  | { form: 'span'; elapsedMs: number; leastMs: number | undefined; mostMs: number | undefined }
  | Meter
  | { form: 'comparison'; columns: string[]; rows: { label: string; cells: string[] }[] }
  | { form: 'table'; label: string; columns: string[]; rows: string[][]; more: number }
  | { form: 'list'; label: string; items: string[]; more: number }
  | { form: 'facts'; facts: { label: string; text: string }[] }
  | { form: 'group'; label: string; blocks: Block[] };

/** How much of what is needed there is. `part` is 1 where it suffices. */
export interface Meter {
  form: 'meter';
  label: string;
  value: number;
  threshold: number;
  part: number;
}

const TABLE_ROWS = 50;
const LIST_ITEMS = 200;
/** More texts than this are a list of their own instead of one line. */
const INLINE_TEXTS = 3;
/** A number of milliseconds above this is a moment (after 2001), not a duration. */
const EARLIEST_TIME_MS = 1e12;
/** Deeper than this, figures are shown as they are written. */
const NESTING_LIMIT = 3;

export function blocksOf(figures: Json | undefined, depth = 0): Block[] {
  if (figures === undefined || figures === null) return [];
  if (!isRecord(figures)) return [{ form: 'facts', facts: [{ label: '', text: sayValue('', figures) }] }];
  const left = { ...figures };
  const blocks = [
    ...sentence(left),
    ...span(left),
    ...meters(left),
    ...comparisons(left),
    ...tables(left),
    ...lists(left),
  ];
  const deeper = depth < NESTING_LIMIT ? nested(left, depth) : [];
  return [...blocks, ...facts(left), ...deeper];
}

/** A name from the wire as people write it: `p95Latency` → `p95 latency`, `elapsedMs` → `elapsed`. */
export function sayName(name: string): string {
  const words = name.replace(/Ms$/, '').replace(/[_-]+/g, ' ');
  return words.replace(/([a-z\d])([A-Z])/g, (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`);
}

/** A value as people read it; its name says the unit. */
export function sayValue(name: string, value: Json): string {
  if (typeof value === 'number') return sayNumber(name, value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null) return 'none';
  if (typeof value === 'string') return /^(?:sha256:)?[0-9a-f]{40,64}$/.test(value) ? shortHash(value) : value;
  if (Array.isArray(value) && value.every((each) => !isRecord(each))) {
    return value.map((each) => sayValue(name, each)).join(', ') || 'none';
  }
  return JSON.stringify(value);
}

function sayNumber(name: string, value: number): string {
  if (/(?:^at|At|Ms|since|until)$/.test(name) && value > EARLIEST_TIME_MS)
    return `${new Date(value).toISOString().replace('T', ' ').slice(0, 19)} UTC`;
  if (name.endsWith('Ms')) return value < 1_000 ? `${round(value)} ms` : sayDuration(value);
  if (/^(?:rate|share|fraction)$/.test(name) && value >= 0 && value <= 1) return `${round(value * 100)} %`;
  if (/^p\d+$/.test(name)) return `${round(value)} ms`;
  if (/weight|percent|coverage|error-rate/i.test(name)) return `${round(value)} %`;
  if (/bytes$/i.test(name)) return sayBytes(value);
  return round(value);
}

function sayBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${round(bytes / 1_000)} kB` : `${round(bytes / 1_000_000)} MB`;
}

function shortHash(hash: string): string {
  return hash.startsWith('sha256:') ? hash.slice(0, 'sha256:'.length + 12) : hash.slice(0, 7);
}

function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

// Each of these takes its part out of `left`, so that nothing is shown twice.

function sentence(left: JsonObject): Block[] {
  const { sentence: first, ...others } = left;
  const names = Object.keys(others).filter((name) => isProse(others[name]));
  const texts = [first, ...names.map((name) => others[name])].filter((text) => typeof text === 'string');
  for (const name of ['sentence', ...names]) delete left[name];
  return texts.map((text) => ({ form: 'sentence', text }));
}

/** A text of this length with a full stop in it is read, not looked up. */
const PROSE_CHARACTERS = 80;

function isProse(value: Json | undefined): boolean {
  return typeof value === 'string' && value.length >= PROSE_CHARACTERS && value.includes('. ');
}

function span(left: JsonObject): Block[] {
  const { elapsedMs, forMs, atMostMs } = left;
  if (typeof elapsedMs !== 'number' || (typeof forMs !== 'number' && typeof atMostMs !== 'number')) return [];
  for (const name of ['elapsedMs', 'forMs', 'atMostMs']) delete left[name];
  return [{ form: 'span', elapsedMs, leastMs: numberOf(forMs), mostMs: numberOf(atMostMs) }];
}

function meters(left: JsonObject): Block[] {
  return Object.entries(left).flatMap(([name, each]): Block[] => {
    if (!isRecord(each)) return [];
    const own = meter(sayName(name), each);
    const inner = Object.entries(each).map(([part, value]) =>
      isRecord(value) ? meter(`${sayName(name)}: ${sayName(part)}`, value) : undefined,
    );
    const found = own ? [own] : inner.filter((block) => block !== undefined);
    if (!own && (found.length === 0 || found.length < inner.length)) return [];
    delete left[name];
    return found;
  });
}

function meter(label: string, { value, threshold, log, boundary }: JsonObject): Meter | undefined {
  if (typeof value === 'number' && typeof threshold === 'number') {
    return { form: 'meter', label, value, threshold, part: partOf(value, threshold) };
  }
  if (typeof log !== 'number' || typeof boundary !== 'number' || boundary <= 0) return undefined;
  return { form: 'meter', label, value: Math.exp(log), threshold: Math.exp(boundary), part: clamp(log / boundary) };
}

/** Evidence grows by factors, so a large threshold is on a scale of factors: half way is half way. */
function partOf(value: number, threshold: number): number {
  if (threshold < 50) return clamp(value / (threshold || 1));
  return clamp(Math.log1p(Math.max(0, value)) / Math.log1p(threshold));
}

/** Neighbours that share two numbers or more are meant to be compared. */
function comparisons(left: JsonObject): Block[] {
  const records = Object.entries(left).filter((entry): entry is [string, JsonObject] => isRecord(entry[1]));
  for (const [, first] of records) {
    const names = numbersOf(first);
    const alike = records.filter(([, each]) => numbersOf(each).filter((name) => names.includes(name)).length >= 2);
    if (alike.length < 2) continue;
    for (const [name] of alike) delete left[name];
    return [comparison(alike), ...comparisons(left)];
  }
  return [];
}

function comparison(alike: readonly (readonly [string, JsonObject])[]): Block {
  const rows = [...new Set(alike.flatMap(([, each]) => Object.keys(each)))].map((name) => ({
    label: sayName(name),
    cells: alike.map(([, each]) =>
      each[name] === undefined || each[name] === null ? '–' : sayValue(name, each[name]),
    ),
  }));
  return { form: 'comparison', columns: alike.map(([name]) => sayName(name)), rows };
}

/** A list of flat records is a table; of deeper ones, a group each. */
function tables(left: JsonObject): Block[] {
  return Object.entries(left).flatMap(([name, list]): Block[] => {
    if (!Array.isArray(list)) return [];
    if (list.length === 0) delete left[name];
    const records = list.filter(isRecord);
    if (records.length === 0 || records.length < list.length) return [];
    delete left[name];
    if (records.some((record) => Object.values(record).some(isRecord))) return [groups(sayName(name), records)];
    const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
    const rows = records.slice(0, TABLE_ROWS).map((record) => columns.map((column) => sayCell(column, record[column])));
    return [
      { form: 'table', label: sayName(name), columns: columns.map(sayName), rows, more: records.length - rows.length },
    ];
  });
}

/** Each record goes by its first text. */
function groups(label: string, records: readonly JsonObject[]): Block {
  const blocks = records.slice(0, TABLE_ROWS).map((record, index): Block => {
    const name = Object.keys(record).find((key) => typeof record[key] === 'string');
    const { [name ?? '']: title, ...rest } = record;
    return { form: 'group', label: typeof title === 'string' ? title : String(index + 1), blocks: blocksOf(rest, 2) };
  });
  return { form: 'group', label, blocks };
}

function lists(left: JsonObject): Block[] {
  return Object.entries(left).flatMap(([name, list]): Block[] => {
    if (!Array.isArray(list) || list.length <= INLINE_TEXTS || !list.every((each) => typeof each === 'string'))
      return [];
    delete left[name];
    const items = list.slice(0, LIST_ITEMS);
    return [{ form: 'list', label: `${sayName(name)} (${list.length})`, items, more: list.length - items.length }];
  });
}

function nested(left: JsonObject, depth: number): Block[] {
  return Object.entries(left).flatMap(([name, each]): Block[] => {
    if (!isRecord(each)) return [];
    delete left[name];
    const blocks = blocksOf(each, depth + 1);
    return blocks.length === 0 ? [] : [{ form: 'group', label: sayName(name), blocks }];
  });
}

function facts(left: JsonObject): Block[] {
  const entries = Object.entries(left).filter(([, value]) => value !== null);
  if (entries.length === 0) return [];
  return [
    { form: 'facts', facts: entries.map(([name, value]) => ({ label: sayName(name), text: sayValue(name, value) })) },
  ];
}

function sayCell(column: string, value: Json | undefined): string {
  return value === undefined || value === null ? '' : sayValue(column, value);
}

function numbersOf(record: JsonObject): string[] {
  return Object.keys(record).filter((name) => typeof record[name] === 'number');
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part));
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
