import { setTimeout as pause } from 'node:timers/promises';
import { createClient, Refused } from '../../api/client.ts';
import type { Keys } from './keys.ts';
import { REVIEWER } from './tour-configuration.ts';
import type { Tour } from './tour.ts';

/** Answers each review that waits: by a key of yours, or, where nobody answers, by the tour's own account, and says so. Returns how to stop. */
export function startReviewing(tour: Tour, keys: Keys): () => Promise<void> {
  const over = new AbortController();
  const asked = new Set<string>();
  const stopListening = tour.plane.store.onChange((change) => {
    if (change.type === 'run') void lookFor(tour, change.id, asked, keys, over.signal);
  });
  return async () => {
    over.abort();
    stopListening();
  };
}

async function lookFor(tour: Tour, runId: string, asked: Set<string>, keys: Keys, over: AbortSignal): Promise<void> {
  const run = await tour.plane.store.run(runId).catch(() => undefined);
  for (const [node, state] of Object.entries(run?.steps ?? {})) {
    // Where something else goes live while people think, or before their run gets its turn, they are asked again.
    const question = `${runId}:${state.look}`;
    if (node !== 'REVIEW' || state.state !== 'waiting' || asked.has(question) || over.aborted) continue;
    asked.add(question);
    await answer(tour, runId, node, keys, over).catch((error: unknown) => {
      // Somebody was faster: that is what the patience is for.
      if (!(error instanceof Refused) && !over.aborted) throw error;
    });
  }
}

async function answer(tour: Tour, runId: string, node: string, keys: Keys, over: AbortSignal): Promise<void> {
  const { plane, voice } = tour;
  voice.at(
    runId,
    `${voice.paint('magenta', '?')} ${node} waits: approve on the page, or \`shipchart approve ${runId}\``,
  );
  const done = new AbortController();
  const stop = AbortSignal.any([over, done.signal]);
  const pressed = keys.next(stop).then((decision) => ({ decision, by: 'you' as const }));
  const patience = pause(tour.patienceMs, { decision: 'approved' as const, by: REVIEWER }, { signal: over });
  const { decision, by } = await Promise.race([pressed, patience]);
  done.abort();
  const token = by === 'you' ? plane.tokens.own : plane.tokens.tokenOf(REVIEWER);
  const comment = by === 'you' ? '' : `nobody answered within ${tour.patienceMs / 1_000} s`;
  await createClient({ baseUrl: plane.address, token }).answer(runId, { node, decision, comment });
  if (by !== 'you')
    voice.at(
      runId,
      `nobody answered within ${tour.patienceMs / 1_000} s, so the tour's own account (${REVIEWER}) approves.`,
    );
}
