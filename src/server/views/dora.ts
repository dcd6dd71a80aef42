import type { HistoryView } from '../../api/shapes.ts';
import type { EnvironmentEvent } from '../../engine/environment/environment.ts';
import type { Run } from '../../engine/run.ts';
import { median } from './usual.ts';

interface Logged {
  at: number;
  event: EnvironmentEvent;
}

/** One run as an environment saw it. Times in milliseconds since 1970. */
interface Change {
  runId: string;
  /** Its release got its first request then. */
  servedAt: number;
  /** Its release got all of them then. */
  liveAt?: number;
  /** It was taken off again then. */
  restoredAt?: number;
}

type Figures = HistoryView['figures'];

/**
 * The four figures of delivery performance (DORA), from what really happened to one environment: a change is a run whose release got any of
 * its traffic; it failed where that traffic was taken from it again. Lead time is from the commit to all of the traffic, time to restore from
 * the first request to a release that failed until the last good one had all of them again.
 */
export function doraOf(
  events: readonly Logged[],
  runs: readonly Run[],
  fromMs: number,
  toMs: number,
  parts: number,
): Pick<HistoryView, 'figures' | 'over'> {
  const changes = changesIn(events).filter(({ servedAt }) => servedAt >= fromMs && servedAt < toMs);
  const committed = new Map(runs.map((run) => [run.id, run.commit.time * 1_000]));
  const partMs = (toMs - fromMs) / parts;
  return {
    figures: figuresOf(changes, committed, toMs - fromMs),
    over: Array.from({ length: parts }, (_, part) => {
      const from = fromMs + part * partMs;
      const within = changes.filter(({ servedAt }) => servedAt >= from && servedAt < from + partMs);
      return { from, ...figuresOf(within, committed, partMs) };
    }),
  };
}

const DAY_MS = 24 * 3_600_000;

function figuresOf(changes: readonly Change[], committed: ReadonlyMap<string, number>, spanMs: number): Figures {
  const live = changes.filter(({ liveAt }) => liveAt !== undefined);
  const failed = changes.filter(({ restoredAt }) => restoredAt !== undefined);
  const leads = live.flatMap(({ runId, liveAt = 0 }) => {
    const at = committed.get(runId);
    return at === undefined ? [] : [Math.max(0, liveAt - at)];
  });
  const restores = failed.map(({ servedAt, restoredAt = servedAt }) => restoredAt - servedAt);
  return {
    deliveries: live.length,
    perDay: (live.length / spanMs) * DAY_MS,
    changes: changes.length,
    failures: failed.length,
    ...(leads.length > 0 ? { leadMs: median(leads) } : {}),
    ...(restores.length > 0 ? { restoreMs: median(restores) } : {}),
  };
}

/** Each run that brought a release in front of people, in order. */
function changesIn(events: readonly Logged[]): Change[] {
  const changes = new Map<string, Change>();
  for (const { at, event } of events) {
    if (event.type !== 'changed') continue;
    const { change, runId } = event;
    const known = changes.get(runId);
    if (change.type === 'split' && change.weight > 0) changes.set(runId, known ?? { runId, servedAt: at });
    if (change.type === 'went-live') changes.set(runId, { ...(known ?? { runId, servedAt: at }), liveAt: at });
    // By hand another run may put things right: what failed is the run whose release is taken off.
    if (change.type === 'restored') {
      const failed = changes.get(change.bad?.runId ?? runId);
      if (failed && failed.restoredAt === undefined) changes.set(failed.runId, { ...failed, restoredAt: at });
    }
  }
  return [...changes.values()];
}
