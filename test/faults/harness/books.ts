import { join } from 'node:path';
import { readDelivery } from '../../../src/chart/read-delivery.ts';
import type { Run } from '../../../src/engine/run.ts';
import { declarations } from '../../../src/steps/kinds.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { LoggedChange } from './allowed.ts';
import type { WrongClock } from './clock.ts';

const RUNS_MAX = 10_000;

export interface Books {
  runs: Run[];
  production: LoggedChange[];
  wrong: string[];
}

/** Reads the store of a control plane that has stopped: everything is whole, at rest, and what its events alone give. */
export async function readBooks(data: string, databaseUrl: string | undefined, clock: WrongClock): Promise<Books> {
  const place = databaseUrl === undefined ? { directory: join(data, 'store') } : { url: databaseUrl };
  const store = await openStore(place, { deliveryOf });
  try {
    const wrong: string[] = [];
    const runs = await store.runs({ limit: RUNS_MAX });
    for (const run of runs) {
      if (JSON.stringify(sorted(await store.rebuildRun(run.id))) !== JSON.stringify(sorted(run)))
        wrong.push(`the events of ${run.id} give another run than the one that is kept`);
      if (run.phase !== 'ended') wrong.push(`${run.id} has not ended`);
    }
    for (const { name, claim, queue } of await store.environments()) {
      if (claim || queue.length > 0)
        wrong.push(`${name} is still claimed by ${claim?.runId ?? 'nobody'}, ${queue.length} wait`);
    }
    const dead = await store.deadJobs(RUNS_MAX);
    for (const { runId, effect, lastError } of dead)
      wrong.push(`${effect.type} of ${runId} was given up: ${lastError}`);
    const events = await store.environmentEvents('production');
    const times = clock.truly(events.map(({ at }) => at));
    return { runs, production: events.map(({ event }, index) => ({ at: times[index] ?? 0, event })), wrong };
  } finally {
    await store.close();
  }
}

function deliveryOf(text: string, fileName: string) {
  const { delivery, problems } = readDelivery(fileName, text, declarations);
  if (!delivery) throw new Error(JSON.stringify(problems));
  return delivery;
}

/** Keys in one order: a rebuilt run may have got them in another. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
