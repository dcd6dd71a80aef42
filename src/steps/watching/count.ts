import { WorldFailure } from '../../ports/failure.ts';
import type { Counted } from '../../ports/metrics.ts';
import type { Colour } from '../../ports/release.ts';
import type { ColourStatus } from '../../ports/runtime.ts';
import { otherColour } from '../../rollout/weights.ts';
import type { ArmCounts, Counts } from '../../verdict/counts.ts';
import { difference } from '../../verdict/difference.ts';
import { claimed } from '../claimed.ts';
import type { StepContext } from '../step.ts';
import type { Watch } from './watch.ts';

export interface Counting {
  counts: Counts;
  counters?: Readonly<Record<Colour, Counted>>;
  untilMs?: number;
}

const NOTHING: ArmCounts = { requests: 0, errors: 0 };

/** What happened since the last look. A source that is silent, behind, or out of reach gives a tick without counts. */
export async function countSince(context: StepContext, watch: Watch): Promise<Counting> {
  const { ports, now } = context;
  const { name } = claimed(context);
  const weight = watch.state.exposure.weight ?? 0;
  let unhealthy: Pick<ArmCounts, 'unhealthy'> = {};
  const missing = (why: string): Counting => ({
    counts: { atMs: now, green: { ...NOTHING, ...unhealthy }, blue: NOTHING, weight, missing: why },
  });
  try {
    const status = await ports.runtime.status(name, watch.canary);
    if (status.state === 'failed') unhealthy = { unhealthy: status.detail };
    const [weights, reading] = await Promise.all([ports.router.weights(name), ports.metrics.read(name)]);
    if (reading.state === 'no-data') return missing(reading.why);
    const { colours, untilMs } = reading;
    const counters = { counters: colours, ...(untilMs === undefined ? {} : { untilMs }) };
    if (!watch.counters) return { ...missing('these are the first counters'), ...counters };
    if (untilMs !== undefined && untilMs <= (watch.untilMs ?? 0)) return missing('the source has not counted on');
    const baseline = otherColour(watch.canary);
    const other = await ports.runtime.status(name, baseline);
    return {
      counts: {
        atMs: now,
        green: { ...armOf(watch.counters[watch.canary], colours[watch.canary], status), ...unhealthy },
        blue: armOf(watch.counters[baseline], colours[baseline], other),
        weight: weights[watch.canary],
      },
      ...counters,
    };
  } catch (error) {
    if (!(error instanceof WorldFailure)) throw error;
    return missing(error.message);
  }
}

function armOf(before: Counted, now: Counted, status: ColourStatus): ArmCounts {
  return { ...difference(before, now), ...(status.state === 'healthy' ? { instances: status.instances } : {}) };
}
