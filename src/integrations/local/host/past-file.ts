import { readFile } from 'node:fs/promises';
import type { PastTick } from '../../../ports/metrics.ts';
import type { Release } from '../../../ports/release.ts';
import { isSame } from './colour-slot.ts';
import { writeWhole } from './state-file.ts';

/** What a release did, as it is kept for the host's next life. */
interface KeptPast {
  release: Release;
  ticks: PastTick[];
}

const DAY_MS = 86_400_000;

/** Writes it whole or not at all. @throws Error of the disk */
export function keepPast(file: string, past: KeptPast): Promise<void> {
  return writeWhole(file, JSON.stringify(past));
}

/** What is kept of this very release, of the last day; nothing where the file holds another, can't be read, or isn't there. */
export async function pastKept(file: string, release: Release, nowMs: number): Promise<PastTick[]> {
  try {
    const kept = JSON.parse(await readFile(file, 'utf8')) as KeptPast;
    if (!isSame(kept.release, release)) return [];
    return kept.ticks.filter(({ atMs }) => atMs > nowMs - DAY_MS && atMs <= nowMs);
  } catch {
    // Without a past the noise is policy: wider, and safe.
    return [];
  }
}
