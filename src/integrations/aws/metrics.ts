import type { Metrics } from '../../ports/metrics.ts';
import type { Colour } from '../../ports/release.ts';
import type { Counters } from '../../ports/router.ts';
import { requestCounts, type CountedPlace, type Launch } from './request-counts.ts';

const MINUTE_MS = 60_000;
/** A minute is complete once it is this old: load balancers report once a minute. */
const LAG_MS = 60_000;

export interface AlbCounting {
  settingsOf(environment: string): CountedPlace;
  launchOf(environment: string, colour: Colour): Promise<Launch | undefined>;
  now(): number;
}

/** Counters of an ALB, which CloudWatch knows by the minute. Answers of one minute are asked for once. */
export function createAlbMetrics(parts: AlbCounting): Metrics & {
  counters(environment: string): Promise<Record<Colour, Counters>>;
} {
  const asked = new Map<string, { key: string; counters: Promise<Record<Colour, Counters>> }>();
  const read = async (environment: string) => {
    const untilMs = Math.floor((parts.now() - LAG_MS) / MINUTE_MS) * MINUTE_MS;
    const [blue, green] = await Promise.all([
      parts.launchOf(environment, 'blue'),
      parts.launchOf(environment, 'green'),
    ]);
    const key = [untilMs, blue?.id, green?.id].join(' ');
    const known = asked.get(environment);
    if (known?.key === key) return { untilMs, colours: await known.counters };
    const counters = requestCounts(parts.settingsOf(environment), { blue, green }, untilMs);
    asked.set(environment, { key, counters });
    counters.catch(() => asked.delete(environment));
    return { untilMs, colours: await counters };
  };
  return {
    counters: async (environment) => (await read(environment)).colours,
    read: async (environment) => {
      const { untilMs, colours } = await read(environment);
      if (colours.blue.requests + colours.green.requests === 0)
        return { state: 'no-data', why: 'the load balancer has reported no request yet; it reports once a minute' };
      return { state: 'counted', untilMs, colours };
    },
    history: async () => [],
  };
}
