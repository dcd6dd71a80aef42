import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WorldFailure } from '../../../ports/failure.ts';

/** Opens the server on a loopback port and returns the port. @throws WorldFailure `port-in-use`, `port-refused` */
export async function listenOn(server: Server, port: number, what: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(sayRefusal(cause, port, what)));
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Takes no new connections, waits for what is under way at most `limitMs`, then breaks it. */
export async function closeServer(server: Server, limitMs: number): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    // Upgraded connections are no longer the server's, and may last for days: nobody waits for those.
    const timer = setTimeout(() => {
      server.closeAllConnections();
      resolve();
    }, limitMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function sayRefusal(cause: NodeJS.ErrnoException, port: number, what: string): Error {
  if (cause.code === 'EADDRINUSE') {
    return new WorldFailure({
      code: 'port-in-use',
      message: `Port ${port} on 127.0.0.1 is in use by another process, so ${what} can't listen there.`,
      hint: `Stop that process (\`ss -ltnp 'sport = :${port}'\` shows it), or give ${what} another port.`,
      retry: true,
      cause,
    });
  }
  return new WorldFailure({
    code: 'port-refused',
    message: `The system does not let ${what} listen on port ${port} of 127.0.0.1: ${cause.message}.`,
    hint: `Give ${what} a port above 1023.`,
    retry: false,
    cause,
  });
}
