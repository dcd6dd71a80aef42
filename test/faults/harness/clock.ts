import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The wall clock of the control plane, as wrong as a test wants it. */
export interface WrongClock {
  file: string;
  jumps(): number;
  /** From now on the clock is off by `offsetMs`. */
  set(offsetMs: number): void;
  /** The true times of moments that were written down by this clock, in the order in which they were. */
  truly(moments: readonly number[]): number[];
}

/** A jump takes this long to be noticed; a reader of the clock may be this late to write down what it read. */
const SLACK_MS = 2_000;

export function wrongClock(folder: string): WrongClock {
  const file = join(folder, 'clock-offset');
  const set: { from: number; offsetMs: number }[] = [{ from: 0, offsetMs: 0 }];
  writeFileSync(file, '0');
  return {
    file,
    jumps: () => set.length - 1,
    set(offsetMs) {
      set.push({ from: Date.now(), offsetMs });
      // One write of a few bytes: a reader sees the old number or the new one.
      writeFileSync(file, String(offsetMs));
    },
    truly(moments) {
      let at = 0;
      return moments.map((moment) => {
        const fits = (index: number) => {
          const time = moment - (set[index]?.offsetMs ?? 0);
          const end = set[index + 1]?.from ?? Infinity;
          return time >= (set[index]?.from ?? 0) - SLACK_MS && time <= end + SLACK_MS;
        };
        while (at < set.length && !fits(at)) at += 1;
        if (at === set.length) throw new Error(`no clock ever said ${moment}`);
        return moment - (set[at]?.offsetMs ?? 0);
      });
    },
  };
}
