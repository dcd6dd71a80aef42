import { calibrate } from '../../src/verdict/calibrate.ts';
import { type Calibration, widen } from '../../src/verdict/calibration.ts';
import type { HistoryTick } from '../../src/verdict/history.ts';
import type { Seeded } from '../../src/verdict/seeded.ts';
import { type ErrorWorld, errorSource, instancesOf, weatherOf } from './error-world.ts';

const TICK_SECONDS = 10;

/** What the day before the release taught about its baseline: every instance, every ten seconds. */
export function calibrationFor(world: ErrorWorld, random: Seeded, hours = 24): Calibration {
  const weather = weatherOf(world, random, TICK_SECONDS);
  // The day before there was no canary: one instance less than in the release.
  const instances = instancesOf(world) - 1;
  const errors = Array.from({ length: instances }, () => errorSource(world, random, TICK_SECONDS));
  const perInstance = (world.requestsPerSecond * TICK_SECONDS) / instances;
  const ticks = Array.from({ length: (hours * 3_600) / TICK_SECONDS }, (_, i): HistoryTick => {
    // A day's course is the hour of the release, drawn out.
    const hour = (i * TICK_SECONDS) / hours;
    const { rate, factors } = weather(world.rate(hour));
    const traffic = world.traffic?.(hour) ?? 1;
    const counts = factors.slice(0, instances).map((factor, id) => {
      const requests = random.poisson(perInstance * traffic);
      return { id: `${id}`, requests, errors: errors[id]?.(requests, rate * factor) ?? 0 };
    });
    return { atMs: (i + 1) * TICK_SECONDS * 1_000, instances: counts };
  });
  const measured = calibrate(ticks);
  return world.cyclic ? widen(measured, 'cyclic') : measured;
}
