import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHaproxy, isWithoutHaproxy, type Haproxy } from '../../../test/support/haproxy.ts';
import { temporaryFolder } from '../../../test/support/programs.ts';
import type { Colour } from '../../ports/release.ts';
import { routerContract } from '../../ports/router.contract.ts';
import { createHaproxyRouter } from './router.ts';

const absent = isWithoutHaproxy();

const NOBODY = { blue: 0, green: 0 };
const BLUE = { blue: 100, green: 0 };
const CANARY = { blue: 95, green: 5 };

/** A service of one colour: says its name, and answers with the status it is asked for. */
async function serve(colour: Colour): Promise<Server> {
  const server = createServer((request, response) => {
    const status = Number(/^\/status\/(\d+)$/.exec(request.url ?? '')?.[1] ?? 200);
    response.writeHead(status, { 'x-colour': colour }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function openRouter(counts: Readonly<Record<Colour, number>> = { blue: 1, green: 1 }) {
  const haproxy = await startHaproxy();
  const folder = temporaryFolder('haproxy');
  const serving = {
    blue: await Promise.all(Array.from({ length: counts.blue }, () => serve('blue'))),
    green: await Promise.all(Array.from({ length: counts.green }, () => serve('green'))),
  };
  const targets = (environment: string, colour: Colour) =>
    environment === 'shop'
      ? serving[colour].map((server) => ({ id: String(portOf(server)), port: portOf(server) }))
      : [];
  const release = { id: 'shop@1', services: {}, commit: '1', runId: 'shop-1' };
  const router = createHaproxyRouter({
    settingsOf: (backend) => ({ socket: haproxy.socket, backend, stateFile: haproxy.stateFile }),
    directory: folder.path,
    targets: async (environment, colour) => targets(environment, colour),
    statusOf: async (environment, colour) => {
      const instances = targets(environment, colour).length;
      return instances === 0 ? { state: 'empty' } : { state: 'healthy', release, instances };
    },
    now: Date.now,
  });
  return {
    haproxy,
    router,
    async request(status?: number): Promise<Colour> {
      const answer = await fetch(status === undefined ? haproxy.address : `${haproxy.address}/status/${status}`);
      await answer.arrayBuffer();
      return answer.headers.get('x-colour') as Colour;
    },
    async relaunch(colour: Colour): Promise<void> {
      serving[colour].forEach(end);
      serving[colour] = [await serve(colour)];
    },
    async close(): Promise<void> {
      [...serving.blue, ...serving.green].forEach(end);
      await haproxy.stop();
      await folder.remove();
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function end(server: Server): void {
  server.closeAllConnections();
  server.close();
}

describe.skipIf(absent)('with a real HAProxy', () => {
  routerContract('HAProxy', async () => ({
    ...(await openRouter()),
    environment: 'shop',
    emptyEnvironment: 'empty',
    leases: false,
  }));

  describe('with two containers in blue and one in green', () => {
    let bench: Awaited<ReturnType<typeof openRouter>>;
    beforeAll(async () => {
      bench = await openRouter({ blue: 2, green: 1 });
    });
    afterAll(() => bench.close());

    test('the shares are of the colours, not of their containers, inside the bounds of a coin', async () => {
      const { router } = bench;
      await router.shift('shop', { from: NOBODY, to: BLUE, fence: 1 });
      await router.shift('shop', { from: BLUE, to: CANARY, fence: 1 });
      expect(await router.weights('shop')).toEqual(CANARY);
      let green = 0;
      for (let request = 0; request < REQUESTS; request++) if ((await bench.request()) === 'green') green += 1;
      // Five standard deviations of a binomial with p = 0.05.
      expect(Math.abs(green - REQUESTS * 0.05)).toBeLessThan(5 * Math.sqrt(REQUESTS * 0.05 * 0.95));
    });

    test('weights and addresses outlive a reload', async () => {
      await bench.haproxy.reload();
      expect(await bench.router.weights('shop')).toEqual(CANARY);
      expect(['blue', 'green']).toContain(await bench.request());
    });

    test('a weight set by hand is seen, and stops the next shift', async () => {
      const { router, haproxy } = bench;
      await setByHand(haproxy);
      expect(await router.weights('shop')).not.toEqual(CANARY);
      await expect(router.shift('shop', { from: CANARY, to: BLUE, fence: 1 })).rejects.toMatchObject({
        code: 'weights-surprise',
      });
    });

    test('a share that HAProxy has no weights for is refused, and nothing is changed', async () => {
      const { router } = bench;
      const from = await router.weights('shop');
      const shift = router.shift('shop', { from, to: { blue: 99.99, green: 0.01 }, fence: 1 });
      await expect(shift).rejects.toMatchObject({ code: 'weights-wrong' });
      expect(await router.weights('shop')).toEqual(from);
    });
  });

  test('without HAProxy it says what to look at', async () => {
    const bench = await openRouter();
    await bench.close();
    await expect(bench.router.weights('shop')).rejects.toMatchObject({ code: 'haproxy-unreachable', retry: true });
  });
});

const REQUESTS = 1_000;

async function setByHand({ socket }: Haproxy): Promise<void> {
  const { askAt } = await import('./admin-socket.ts');
  await askAt(socket)('set server shop/green-1 weight 50');
}
