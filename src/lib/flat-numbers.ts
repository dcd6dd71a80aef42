import type { Json } from './json.ts';

const DEPTH_MAX = 5;
const NUMBERS_MAX = 200;

/**
 * Every number in a step's figures by the way to it: `evidence.harm.log`. A record in a list goes by its first text:
 * `metrics.errors.canary.value`.
 */
export function flatNumbers(figures: Json): Record<string, number> {
  const found: Record<string, number> = {};
  collect(figures, [], found);
  return found;
}

function collect(value: Json, way: readonly string[], found: Record<string, number>): void {
  if (typeof value === 'number') {
    if (Object.keys(found).length < NUMBERS_MAX) found[way.join('.')] = value;
    return;
  }
  if (typeof value !== 'object' || value === null || way.length >= DEPTH_MAX) return;
  if (Array.isArray(value)) value.forEach((each, index) => collect(each, [...way, nameOf(each, index)], found));
  else for (const [name, each] of Object.entries(value)) collect(each, [...way, name], found);
}

function nameOf(record: Json, index: number): string {
  if (typeof record !== 'object' || record === null) return String(index);
  const name = Object.values(record).find((each) => typeof each === 'string');
  return typeof name === 'string' ? name : String(index);
}
