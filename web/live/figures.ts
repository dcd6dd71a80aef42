import { sayDuration } from '../../src/lib/duration.ts';
import type { Json, JsonObject } from '../../src/lib/json.ts';

/**
 * Figures of a step, sorted into the few forms in which people read numbers. The form follows from the figures themselves, never from the
 * kind of the step, so a new step kind is drawn without a line here:
 * a `sentence`; `elapsedMs` with `forMs` and `atMostMs`; `{ value, threshold }`; neighbours with the same numbers (canary and baseline);
 * a list of records; and all the rest as facts.
 */
export type Block =
  | { form: 'sentence'; text: string }
  | { form: 'span'; elapsedMs: number; leastMs: number | undefined; mostMs: number | undefined }
  | { form: 'meter'; label: string; value: number; threshold: number }
  | { form: 'comparison'; columns: string[]; rows: { label: string; cells: string[] }[] }
  | { form: 'table'; label: string; columns: string[]; rows: string[][]; more: number }
  | { form: 'facts'; facts: { label: string; text: string }[] }
  | { form: 'group'; label: string; blocks: Block[] };

const TABLE_ROWS = 50;
/** Deeper than this, figures are shown as they are written. */
const NESTING_LIMIT = 3;

export function blocksOf(figures: Json | undefined, depth = 0): Block[] {
  if (figures === undefined || figures === null) return [];
  if (!isRecord(figures)) return [{ form: 'facts', facts: [{ label: '', text: sayValue('', figures) }] }];
  const left = { ...figures };
  const blocks = [...sentence(left), ...span(left), ...meters(left), ...comparison(left), ...tables(left)];
  const groups = depth < NESTING_LIMIT ? nested(left, depth) : [];
  return [...blocks, ...facts(left), ...groups];
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
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => !isRecord(each))) {
    return value.map((each) => sayValue(name, each)).join(', ') || 'none';
  }
  return JSON.stringify(value);
}

function sayNumber(name: string, value: number): string {
  if (name.endsWith('Ms')) return value < 1_000 ? `${round(value)} ms` : sayDuration(value);
  if (/(?:^at|At|since|until)$/.test(name) && value > 1e12) return new Date(value).toISOString().replace('T', ' ').slice(0, 19);
  if (/rate|share|fraction/i.test(name) && value >= 0 && value <= 1) return `${round(value * 100)} %`;
  if (/weight|percent/i.test(name)) return `${round(value)} %`;
  return round(value);
}

function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

// Each of these takes its part out of `left`, so that nothing is shown twice.

function sentence(left: JsonObject): Block[] {
  const text = left['sentence'];
  if (typeof text !== 'string') return [];
  delete left['sentence'];
  return [{ form: 'sentence', text }];
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
    const { value, threshold } = each;
    if (typeof value !== 'number' || typeof threshold !== 'number' || Object.keys(each).length > 2) return [];
    delete left[name];
    return [{ form: 'meter', label: sayName(name), value, threshold }];
  });
}

/** Neighbours that share two numbers or more are meant to be compared. */
function comparison(left: JsonObject): Block[] {
  const records = Object.entries(left).filter((entry): entry is [string, JsonObject] => isRecord(entry[1]));
  const [first] = records.filter(([, each]) => numbersOf(each).length >= 2);
  if (!first) return [];
  const names = numbersOf(first[1]);
  const alike = records.filter(([, each]) => numbersOf(each).filter((name) => names.includes(name)).length >= 2);
  if (alike.length < 2) return [];
  for (const [name] of alike) delete left[name];
  const rows = [...new Set(alike.flatMap(([, each]) => Object.keys(each)))].map((name) => ({
    label: sayName(name),
    cells: alike.map(([, each]) => (each[name] === undefined ? '–' : sayValue(name, each[name]))),
  }));
  return [{ form: 'comparison', columns: alike.map(([name]) => sayName(name)), rows }];
}

function tables(left: JsonObject): Block[] {
  return Object.entries(left).flatMap(([name, list]): Block[] => {
    if (!Array.isArray(list)) return [];
    if (list.length === 0) delete left[name];
    const records = list.filter(isRecord);
    if (records.length === 0 || records.length < list.length) return [];
    delete left[name];
    const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
    const rows = records.slice(0, TABLE_ROWS).map((record) => columns.map((column) => sayCell(column, record[column])));
    return [{ form: 'table', label: sayName(name), columns: columns.map(sayName), rows, more: records.length - rows.length }];
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
  return [{ form: 'facts', facts: entries.map(([name, value]) => ({ label: sayName(name), text: sayValue(name, value) })) }];
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

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
