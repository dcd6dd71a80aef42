import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 10;

/** Waits until `look` gives something other than undefined or false, and gives it. The test's own time limit ends the wait. */
export async function eventually<Found>(
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
): Promise<Found> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await pause(LOOK_MS);
  }
}
