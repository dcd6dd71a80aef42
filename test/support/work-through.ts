import type { RunEvent } from '../../src/engine/event.ts';
import type { JobHandler, Store } from '../../src/store/store.ts';
import type { Job } from '../../src/store/jobs.ts';

/** A worker that passes every step at once, and settles what is to be settled. */
export function workThrough(store: Store): JobHandler {
  return async (job) => {
    const event = eventFor(job);
    if (event) await store.advance(job.runId, event, Date.now());
  };
}

function eventFor({ effect }: Job): RunEvent | undefined {
  switch (effect.type) {
    case 'perform': {
      const { node, visit, look } = effect;
      return { type: 'progressed', node, visit, look, progress: { kind: 'ended', outcome: 'pass' } };
    }
    case 'wake':
      return { type: 'woken', node: effect.node, visit: effect.visit, look: effect.look };
    case 'deliver':
      return effect.event;
    case 'settle':
      return { type: 'settled', environment: effect.environment, fence: effect.fence, sentence: 'as it was' };
    default:
      return undefined;
  }
}
