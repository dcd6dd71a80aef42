import { readFileSync } from 'node:fs';
import { readDelivery } from '../../src/chart/read-delivery.ts';
import { declarations } from '../../src/steps/kinds.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { StorePlace } from '../../src/store/open-database.ts';
import type { Store } from '../../src/store/store.ts';
import { createWorker } from '../../src/worker/worker.ts';

import { instantShell } from './instant-shell.ts';
import type { Figures } from './figures.ts';
import { pushOf } from './push.ts';

const FILE = new URL('../../sample/DELIVERY.md', import.meta.url);

/** Runs the seed's chart `runs` times, `atOnce` of them at the same time, each begun when another has ended. */
export async function measureStore(place: StorePlace, runs: number, atOnce: number): Promise<Figures> {
  const text = readFileSync(FILE, 'utf8');
  const store = await openStore(place, { deliveryOf: soundDelivery });
  const stop = store.work(createWorker(instantShell(store)));
  try {
    await deliver(store, text, atOnce, atOnce);
    const began = performance.now();
    const steps = await deliver(store, text, runs, atOnce);
    return { runs, steps, tookMs: performance.now() - began };
  } finally {
    await stop();
    await store.close();
  }
}

/** Gives the steps that ran. */
async function deliver(store: Store, text: string, runs: number, atOnce: number): Promise<number> {
  const waiting = new Map<string, () => void>();
  const deaf = store.onChange((change) => {
    if (change.type === 'run') void lookAt(change.id);
  });
  async function lookAt(id: string): Promise<void> {
    if (waiting.has(id) && (await store.run(id))?.phase === 'ended') waiting.get(id)?.();
  }
  let begun = 0;
  let steps = 0;
  async function lane(lane: number): Promise<void> {
    const document = documentOf(text, lane);
    while (begun < runs) {
      begun += 1;
      const { id } = await store.createRun(pushOf(`service-${lane}`), document, Date.now());
      await new Promise<void>((resolve) => {
        waiting.set(id, resolve);
        void lookAt(id);
      });
      waiting.delete(id);
      const ended = await store.run(id);
      if (ended?.ending !== 'delivered') throw new Error(`${id} ended ${ended?.ending}: ${ended?.endingReason}`);
      steps += Object.values(ended.steps).filter(({ state }) => state === 'ended').length;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, index) => lane(index)));
  deaf();
  return steps;
}

/** Each service has its own environments: in one that they shared, runs would wait for each other and not for the engine. */
function documentOf(text: string, service: number): { fileName: string; text: string } {
  return { fileName: 'DELIVERY.md', text: text.replaceAll(/\b(staging|production)\b/g, `$1-${service}`) };
}

function soundDelivery(text: string, fileName: string) {
  const { delivery, problems } = readDelivery(fileName, text, declarations);
  if (!delivery) throw new Error(`the sample's document is not sound: ${JSON.stringify(problems)}`);
  return delivery;
}
