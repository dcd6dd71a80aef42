import type { Run } from '../../engine/run.ts';
import type { Tour } from './tour.ts';

/** Nothing in the tour takes longer. */
const RUN_MS_MAX = 240_000;

/** Somebody pressed Ctrl-C: there is nothing to wait for any more. */
export class TourInterrupted extends Error {}

/** A run of the tour, to wait for. */
export interface TourRun {
  id: string;
  /** Resolves when `node` is under way or over, or the run has ended without it. */
  reached(node: string): Promise<Run>;
  ended(): Promise<Run>;
}

export function runNumber({ plane, interrupted }: Pick<Tour, 'plane' | 'interrupted'>, id: string): TourRun {
  const until = (isThere: (run: Run) => boolean) => waitFor(plane.store, id, isThere, interrupted);
  return {
    id,
    reached: (node) => until((run) => run.phase === 'ended' || (run.steps[node]?.state ?? 'idle') !== 'idle'),
    ended: () => until((run) => run.phase === 'ended'),
  };
}

async function waitFor(
  store: Tour['plane']['store'],
  id: string,
  isThere: (run: Run) => boolean,
  interrupted: AbortSignal,
): Promise<Run> {
  const limit = AbortSignal.any([interrupted, AbortSignal.timeout(RUN_MS_MAX)]);
  return new Promise((resolve, reject) => {
    const look = async () => {
      const run = await store.run(id);
      if (run && isThere(run)) end(() => resolve(run));
    };
    const stopListening = store.onChange((change) => {
      if (change.type === 'run' && change.id === id) void look().catch(reject);
    });
    const end = (settle: () => void) => {
      stopListening();
      settle();
    };
    const giveUp = () =>
      end(() => reject(interrupted.aborted ? new TourInterrupted() : new Error(`${id} did not get there in time`)));
    limit.addEventListener('abort', giveUp, { once: true });
    void look().catch(reject);
  });
}
