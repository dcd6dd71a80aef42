import { stream } from 'hono/streaming';
import { routes } from '../../api/routes.ts';
import type { Blobs } from '../../ports/blobs.ts';
import { logOf, type LogPlace } from '../logs/log-place.ts';
import { readBlob } from '../logs/read-blob.ts';
import { tokenOf } from '../authenticate.ts';
import { seesStill } from '../rights.ts';
import type { Route } from '../route.ts';
import type { Services } from '../services.ts';

const CHUNK_BYTES_MAX = 256 * 1024;

/**
 * The log of a step's visit from a byte on, and up to another one where `to` is given; `from=-4096` means the last 4096 bytes. With
 * `follow=1`, as it grows, until the step has ended.
 */
export const logRoute: Route = (app, services) => {
  app.get(routes.log, async (context) => {
    const place = await logOf(services, context);
    const from = await begin(services.blobs, place.name, Number(context.req.query('from') ?? 0) || 0);
    context.header('content-type', 'text/plain; charset=utf-8');
    if (context.req.query('follow') !== '1') {
      const to = Number(context.req.query('to') ?? Infinity);
      return context.body(streamOf(readBlob(services.blobs, place.name, from, to)));
    }
    // Compressed, lines would wait in the compressor until it has enough of them.
    context.header('cache-control', 'no-transform');
    return stream(context, async (out) => {
      const ended = new AbortController();
      out.onAbort(() => ended.abort());
      const write = async (bytes: Uint8Array) => void (await out.write(bytes));
      await follow({ services, token: tokenOf(context), ...place }, from, write, ended.signal);
    });
  });
};

function streamOf(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const next = await parts.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}

async function begin(blobs: Blobs, name: string, from: number): Promise<number> {
  return from >= 0 ? from : Math.max(0, ((await blobs.size(name)) ?? 0) + from);
}

interface Place extends LogPlace {
  services: Services;
  token: string | undefined;
}

async function follow(
  place: Place,
  from: number,
  write: (bytes: Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { services, token, run, name } = place;
  const bell = newBell(signal);
  services.blobs.watch(name, bell.ring, signal);
  const stopListening = services.store.onChange((change) => {
    if (change.type === 'run' && change.id === run.id) bell.ring();
  });
  try {
    let offset = from;
    while (!signal.aborted && seesStill(services, token)) {
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
