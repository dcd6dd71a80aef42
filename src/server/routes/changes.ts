import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import { routes } from '../../api/routes.ts';
import type { Change } from '../../api/shapes.ts';
import { tokenOf } from '../authenticate.ts';
import { seesStill } from '../rights.ts';
import type { Route } from '../route.ts';
import type { Services } from '../services.ts';

/** A comment line now and then keeps proxies from closing a stream on which nothing happens. */
const HEARTBEAT_MS = 15_000;

/** Clocks of several servers may differ by this much, and what is decided may be committed so much later. */
const LOOK_BACK_MS = 60_000;
/** Of the runs that go on when a stream begins; those beyond are told of when they change. */
const RUNS_TOLD_FIRST = 200;

type Notice = Parameters<Services['views']['change']>[0];

/**
 * One stream of everything that changes; with `?run=`, of one run and all else that is small. The present state comes first: what is under way,
 * and with `?since=` (the id of the last event that was heard) whatever has changed after it, so a client that reconnects has no gap. A slow
 * client is sent the newest state of each thing, never a backlog.
 */
export const changesRoute: Route = (app, services) => {
  app.get(routes.changes, (context) => {
    const only = context.req.query('run');
    const token = tokenOf(context);
    const sees = () => seesStill(services, token);
    const since = Number(context.req.query('since') ?? NaN);
    return streamSSE(context, async (stream) => {
      const pending = new Map<string, Notice>();
      let wake = () => {};
      const stop = services.store.onChange((notice) => {
        if (notice.type === 'run' && only !== undefined && notice.id !== only) return;
        pending.set(`${notice.type} ${notice.id}`, notice);
        wake();
      });
      stream.onAbort(() => wake());
      try {
        for (const notice of await present(services, only, since)) pending.set(`${notice.type} ${notice.id}`, notice);
        while (!stream.aborted && !stream.closed && sees()) {
          await sendAll(stream, services, pending, sees);
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (pending.size > 0 || stream.aborted) return resolve();
            setTimeout(resolve, HEARTBEAT_MS).unref();
          });
          if (pending.size === 0 && !stream.aborted) await stream.write(': still here\n\n');
        }
      } finally {
        stop();
      }
    });
  });
};

async function present({ store, projects }: Services, only: string | undefined, since: number): Promise<Notice[]> {
  const runs = only === undefined ? await store.activeRuns(RUNS_TOLD_FIRST) : [only];
  const missed = Number.isFinite(since) ? await store.changedSince(since - LOOK_BACK_MS) : [];
  const environments = projects.flatMap((project) => project.environments);
  return [
    ...runs.map((id) => ({ type: 'run' as const, id })),
    ...environments.map((id) => ({ type: 'environment' as const, id })),
    ...missed.filter(({ type, id }) => type === 'inbox' || (type === 'run' && (only === undefined || id === only))),
  ];
}

/** The id is the time before the thing was read: whatever changes later is told to who asks for everything since. */
async function sendAll(
  stream: SSEStreamingApi,
  { views, now }: Services,
  pending: Map<string, Notice>,
  sees: () => boolean,
): Promise<void> {
  for (const [key, notice] of pending) {
    if (!sees()) return;
    pending.delete(key);
    const id = String(now());
    const change: Change | undefined = await views.change(notice);
    if (change) await stream.writeSSE({ event: 'change', id, data: JSON.stringify(change) });
  }
}
