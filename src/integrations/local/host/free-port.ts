import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { WorldFailure } from '../../../ports/failure.ts';

/** Below the range from which Linux and macOS take ports for outgoing connections, so that none of those gets in between. */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
const TRIES = 100;

/** A loopback port that nobody listens on, and that is none of `taken`. @throws WorldFailure `no-free-port` */
export async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new WorldFailure({
    code: 'no-free-port',
    message: `None of ${TRIES} ports tried between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1 is free.`,
    hint: 'Stop what listens there; `ss -ltnp` lists it.',
    retry: true,
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
