import type { EvidenceView } from '../../api/shapes.ts';
import { sayDuration } from '../../lib/duration.ts';
import type { Json } from '../../lib/json.ts';

/** The numbers behind a judge's sentence: its window, and the evidence against both boundaries. Nothing where there are none. */
export function numberLines({ facts }: EvidenceView): string[] {
  const { window, harm, healthy } = facts;
  return [
    ...(isRecord(window) && typeof window['fromMs'] === 'number' && typeof window['toMs'] === 'number'
      ? [`Watched from ${time(window['fromMs'])} to ${time(window['toMs'])}, ${observed(window['observedMs'])}.`]
      : []),
    ...odds('Evidence of harm', harm),
    ...odds('Evidence of health', healthy),
  ];
}

function odds(name: string, of: Json | undefined): string[] {
  if (!isRecord(of) || typeof of['boundary'] !== 'number') return [];
  const log = typeof of['log'] === 'number' ? of['log'] : -Infinity;
  return [`${name}: ${say(log)} to 1; ${say(of['boundary'])} to 1 decides.`];
}

function say(log: number): string {
  const value = Math.exp(log);
  if (value >= 1e6) return 'over a million';
  return value < 0.01 ? 'less than 0.01' : Number(value.toPrecision(3)).toLocaleString('en');
}

function observed(ms: Json | undefined): string {
  return typeof ms === 'number' ? `${sayDuration(ms)} of it with data` : 'without data';
}

function time(ms: number): string {
  return `${new Date(ms).toISOString().replace('T', ' ').slice(0, 19)} UTC`;
}

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
