import { createServer, connect, type NetConnectOpts, type Socket } from 'node:net';
import type { Chance } from './chance.ts';

/** What lies between two programs: connections go through it, and can be cut, delayed or listened to. */
export interface Cable {
  cuts(): number;
  /** Cuts every connection that is open now. */
  cut(): void;
  /** Every piece of data is passed on this much later. */
  delay(ms: number): void;
  /** Called with what is sent to the far end; true keeps all that comes back from now on. */
  listen(hear: ((sent: string) => boolean) | undefined): void;
  close(): Promise<void>;
}

/** Listens at `near` and passes on to wherever `far` says at that moment. */
export async function layCable(near: NetConnectOpts, far: () => NetConnectOpts): Promise<Cable> {
  const open = new Set<Socket>();
  let cuts = 0;
  let delayMs = 0;
  let hear: ((sent: string) => boolean) | undefined;
  const server = createServer((here) => {
    const there = connect(far());
    let muted = false;
    open.add(here).add(there);
    const end = () => {
      open.delete(here);
      open.delete(there);
      here.destroy();
      there.destroy();
    };
    for (const socket of [here, there]) socket.once('close', end).on('error', end);
    here.on('data', (data) => {
      if (hear?.(data.toString('latin1'))) muted = true;
      later(delayMs, () => there.write(data));
    });
    there.on('data', (data) => {
      if (!muted) later(delayMs, () => here.write(data));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(near, () => resolve());
  });
  return {
    cuts: () => cuts,
    cut() {
      cuts += open.size === 0 ? 0 : 1;
      for (const socket of open) socket.destroy();
    },
    delay: (ms) => void (delayMs = ms),
    listen: (listener) => void (hear = listener),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** At no delay at once, so that order is kept; all pieces of one delay keep theirs, since timers of one length do. */
function later(ms: number, pass: () => void): void {
  if (ms === 0) pass();
  else setTimeout(pass, ms);
}

/** Cuts within data that is on its way: sooner or later a piece is half. */
export function cutSoon(cable: Cable, chance: Chance, withinMs: number): void {
  setTimeout(() => cable.cut(), chance.between(0, withinMs));
}
