import type { ReviewView } from '../../src/api/shapes.ts';
import { sayName, sayValue } from './figures.ts';

export interface DeltaRow {
  node: string;
  label: string;
  name: string;
  before: string;
  now: string;
  /** `+12 %`, `+3`; empty where it is the same or was not measured before. */
  change: string;
  /** Whether it got better or worse, where its name says which way is better. */
  tone: 'good' | 'bad' | 'neutral';
}

/** Less of these is better; more of those. */
const LESS_IS_BETTER = /fail|error|flaky|skip|vulnerab|secret|^p\d+$|latency/i;
const MORE_IS_BETTER = /coverage|per-second/i;
/** Measured times differ from run to run; below this nobody should look up. */
const NOISE_PART = 0.1;

/** Numbers of a run beside those of the live release: what differs first, then the rest. */
export function deltaRows(deltas: ReviewView['deltas']): DeltaRow[] {
  return deltas.map(rowOf).sort((a, b) => weight(b) - weight(a));
}

function rowOf({ node, label, name, before, now }: ReviewView['deltas'][number]): DeltaRow {
  return {
    node,
    label,
    name: sayName(name),
    before: before === undefined ? '' : sayValue(name, before),
    now: sayValue(name, now),
    change: before === undefined ? '' : sayChange(name, before, now),
    tone: before === undefined ? 'neutral' : toneOf(name, before, now),
  };
}

function weight({ tone, change }: DeltaRow): number {
  if (tone === 'bad') return 3;
  if (tone === 'good') return 2;
  return change === '' ? 0 : 1;
}

function sayChange(name: string, before: number, now: number): string {
  const difference = now - before;
  if (difference === 0 || sayValue(name, before) === sayValue(name, now)) return '';
  const sign = difference > 0 ? '+' : '−';
  if (Number.isInteger(before) && Number.isInteger(now) && Math.abs(before) < 1_000)
    return `${sign}${Math.abs(difference)}`;
  if (/coverage|error-rate/.test(name)) return `${sign}${Math.abs(difference).toFixed(1)} points`;
  return before === 0 ? '' : `${sign}${Math.round((Math.abs(difference) / Math.abs(before)) * 100)} %`;
}

function toneOf(name: string, before: number, now: number): DeltaRow['tone'] {
  const isMeasured = /^p\d+$|per-second|latency/i.test(name);
  const part = Math.abs(now - before) / (Math.abs(before) || 1);
  if (now === before || (isMeasured && part < NOISE_PART)) return 'neutral';
  if (LESS_IS_BETTER.test(name)) return now < before ? 'good' : 'bad';
  if (MORE_IS_BETTER.test(name)) return now > before ? (part < 0.001 ? 'neutral' : 'good') : 'bad';
  return 'neutral';
}
