import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { createTally, type Tally } from './counters.ts';

/** The way to one release's process: its connections, its counters, and what is under way. */
export interface Lane {
  readonly port: number;
  readonly pool: Pool;
  readonly tally: Tally;
  /** Sockets that were upgraded and now speak for themselves. */
  readonly upgraded: Set<Socket>;
  /** Requests dispatched and not ended, upgraded ones included. */
  inFlight: number;
  /** Set once the process is gone: nobody may be sent to its port, which a stranger can have by now. */
  gone: boolean;
}

const CONNECTIONS_LIMIT = 256;
const CONNECT_LIMIT_MS = 5_000;
/** How long a release may take to the first byte of an answer, and between two bytes of one. */
const ANSWER_LIMIT_MS = 60_000;
const BYTE_GAP_LIMIT_MS = 300_000;
const IDLE_CONNECTION_MS = 4_000;
const HEADERS_LIMIT_BYTES = 64 * 1024;
const DRAIN_LOOK_MS = 20;

export function openLane(port: number, epoch: string): Lane {
  const pool = new Pool(`http://127.0.0.1:${port}`, {
    connections: CONNECTIONS_LIMIT,
    pipelining: 1,
    connect: { timeout: CONNECT_LIMIT_MS },
    headersTimeout: ANSWER_LIMIT_MS,
    bodyTimeout: BYTE_GAP_LIMIT_MS,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    maxHeaderSize: HEADERS_LIMIT_BYTES,
  });
  return { port, pool, tally: createTally(epoch), upgraded: new Set(), inFlight: 0, gone: false };
}

/** Waits until nothing is under way, at most `limitMs`. */
export async function drainLane(lane: Lane, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (lane.inFlight > 0 && !lane.gone && performance.now() < deadline) await sleep(DRAIN_LOOK_MS);
}

/** Breaks what is still under way. */
export async function closeLane(lane: Lane): Promise<void> {
  lane.gone = true;
  for (const socket of lane.upgraded) socket.destroy();
  await lane.pool.destroy();
}
