import { setTimeout as sleep } from 'node:timers/promises';
import type { HostEvent } from '../../ports/host-events.ts';
import type { HostLine } from './host-call.ts';

const FIRST_PAUSE_MS = 50;
const SLOWEST_PAUSE_MS = 2_000;

/**
 * The host's events after number `after`, each once and in order, until the signal ends; comes back by itself when the host went away,
 * and then hears what it missed. `ensure` brings the host back.
 */
export async function* followHost(
  line: HostLine,
  after: number,
  signal: AbortSignal,
  ensure: () => Promise<unknown>,
): AsyncIterable<HostEvent> {
  let last = after;
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      await ensure();
      for await (const text of linesOf(await line.listen(last, signal))) {
        pause = FIRST_PAUSE_MS;
        const event = JSON.parse(text) as HostEvent;
        last = event.sequence;
        yield event;
      }
    } catch {
      // Whatever broke the stream: begin again where it broke.
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, SLOWEST_PAUSE_MS);
  }
}

/** Whole lines that are not empty; what stands behind the last line break is not whole yet. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield line;
  }
}
