import { stream } from 'hono/streaming';
import { routes } from '../../api/routes.ts';
import type { Run } from '../../engine/run.ts';
import type { Blobs } from '../../ports/blobs.ts';
import { notFound } from '../refused.ts';
import type { Route } from '../route.ts';
import type { Services } from '../services.ts';

const CHUNK_BYTES_MAX = 256 * 1024;

/** The log of a step's visit from a byte on; with `follow=1`, as it grows, until the step has ended. */
export const logRoute: Route = (app, services) => {
  app.get(routes.log, async (context) => {
    const { run: id, node } = context.req.param();
    const run = await services.store.run(id);
    const state = run && Object.hasOwn(run.steps, node) ? run.steps[node] : undefined;
    if (!run || !state) throw notFound(`step ${node} in ${id}`, `\`shipchart show ${id}\` lists its steps.`);
    const visit = Number(context.req.query('visit') ?? state.visit);
    const name = `runs/${run.id}/${node}/${visit}.log`;
    const from = Math.max(0, Number(context.req.query('from') ?? 0) || 0);
    context.header('content-type', 'text/plain; charset=utf-8');
    if (context.req.query('follow') !== '1') return context.body(streamOf(services.blobs, name, from));
    // Compressed, lines would wait in the compressor until it has enough of them.
    context.header('cache-control', 'no-transform');
    return stream(context, async (out) => {
      const ended = new AbortController();
      out.onAbort(() => ended.abort());
      const write = async (bytes: Uint8Array) => void (await out.write(bytes));
      await follow({ services, run, node, visit, name }, from, write, ended.signal);
    });
  });
};

function streamOf(blobs: Blobs, name: string, from: number): ReadableStream<Uint8Array> {
  let offset = from;
  return new ReadableStream({
    async pull(controller) {
      const bytes = await blobs.read(name, offset, CHUNK_BYTES_MAX);
      if (bytes.length === 0) return controller.close();
      offset += bytes.length;
      controller.enqueue(bytes);
    },
  });
}

interface Place {
  services: Services;
  run: Run;
  node: string;
  visit: number;
  name: string;
}

async function follow(
  place: Place,
  from: number,
  write: (bytes: Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { services, run, name } = place;
  const bell = newBell(signal);
  services.blobs.watch(name, bell.ring, signal);
  const stopListening = services.store.onChange((change) => {
    if (change.type === 'run' && change.id === run.id) bell.ring();
  });
  try {
    let offset = from;
    while (!signal.aborted) {
      const over = await isOver(place);
      const bytes = await services.blobs.read(name, offset, CHUNK_BYTES_MAX);
      offset += bytes.length;
      if (bytes.length > 0) await write(bytes);
      else if (over) return;
      else await bell.next();
    }
  } finally {
    stopListening();
  }
}

async function isOver({ services, run, node, visit }: Place): Promise<boolean> {
  const now = await services.store.run(run.id);
  const state = now?.steps[node];
  return !state || now.phase === 'ended' || state.visit > visit || state.state === 'ended';
}

/** Remembers a ring that comes while nobody waits, so that no growth is missed. */
function newBell(signal: AbortSignal): { ring(): void; next(): Promise<void> } {
  let rung = false;
  let wake: (() => void) | undefined;
  const ring = () => {
    rung = true;
    wake?.();
  };
  signal.addEventListener('abort', ring);
  return {
    ring,
    next: async () => {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve));
      rung = false;
      wake = undefined;
    },
  };
}
