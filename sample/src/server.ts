import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { shop } from './shop.ts';

const host = process.env['HOST'] ?? '127.0.0.1';
const port = Number(process.env['PORT'] ?? 3000);
const commit = process.env['SHIPCHART_COMMIT'] ?? 'unknown';

// A router in front keeps connections open; closing one first would cost it a request.
const KEEP_ALIVE_MS = 65_000;
const DRAIN_MS = 10_000;

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, getRequestListener(shop(commit).fetch));
server.listen(port, host, () => {
  const address = server.address();
  const heard = typeof address === 'object' && address !== null ? address.port : port;
  console.log(`The shop listens on http://${host}:${heard}`);
});

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

/** Takes no new connections, answers what is in flight, then ends. */
function stop(): void {
  server.close();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
}
