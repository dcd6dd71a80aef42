import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { isWithoutHaproxy, startHaproxy } from '../../../test/support/haproxy.ts';
import { temporaryFolder, until } from '../../../test/support/programs.ts';
import { isWithoutPrometheus, startPrometheus } from '../../../test/support/prometheus.ts';
import { createHaproxyRouter } from '../haproxy/router.ts';
import { createPrometheusMetrics } from './metrics.ts';

const absent = isWithoutHaproxy() || isWithoutPrometheus();
const REQUESTS = 60;
const RELEASE = { id: 'shop@1', services: {}, commit: '1', runId: 'shop-1' };

test.skipIf(absent)('what Prometheus scraped of a real HAProxy is what the router counted', async () => {
  const services = { blue: await serve(0), green: await serve(3) };
  const folder = temporaryFolder('agrees');
  const haproxy = await startHaproxy();
  const prometheus = await startPrometheus([new URL(haproxy.address).host]);
  try {
    const router = createHaproxyRouter({
      settingsOf: (backend) => ({ socket: haproxy.socket, backend, stateFile: haproxy.stateFile }),
      directory: folder.path,
      targets: async (_, colour) => [{ id: colour, port: portOf(services[colour]) }],
      statusOf: async () => ({ state: 'healthy', release: RELEASE, instances: 1 }),
      now: Date.now,
    });
    const halves = { blue: 50, green: 50 };
    await router.shift('shop', { from: { blue: 0, green: 0 }, to: halves, fence: 1 });
    for (let i = 0; i < REQUESTS; i++) await fetch(haproxy.address).then((answer) => answer.text());
    const counted = await router.counters('shop');
    const metrics = createPrometheusMetrics({
      prometheus: { address: prometheus.address },
      names: { names: 'haproxy' },
      releaseOf: async () => undefined,
      now: Date.now,
      pace: { everyMs: 0, settleMs: 500, blockMs: 86_400_000 },
    });
    const reading = await until('the scrape', async () => {
      const read = await metrics.read('shop');
      const all = read.state === 'counted' ? read.colours.blue.requests + read.colours.green.requests : 0;
      return all >= REQUESTS && read.state === 'counted' ? read.colours : undefined;
    });
    expect(counted.green.errors).toBeGreaterThan(0);
    for (const colour of ['blue', 'green'] as const) {
      const { requests, errors } = counted[colour];
      expect(reading[colour]).toMatchObject({ requests, errors });
    }
  } finally {
    await prometheus.stop();
    await haproxy.stop();
    for (const server of Object.values(services)) end(server);
    await folder.remove();
  }
});

/** A service that fails every so many requests; never where that is 0. */
async function serve(failsEvery: number): Promise<Server> {
  let served = 0;
  const server = createServer((request, response) => {
    if (request.url !== '/healthz') served += 1;
    const fails = request.url !== '/healthz' && failsEvery > 0 && served % failsEvery === 0;
    response.writeHead(fails ? 500 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function end(server: Server): void {
  server.closeAllConnections();
  server.close();
}
