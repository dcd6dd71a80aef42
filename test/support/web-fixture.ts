import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drawChart } from '../../src/chart/picture.ts';
import { RecordedServer } from './web-fixture/recorded-server.ts';

/** The built page in front of recorded runs. The test turns it by hand: it tells changes, grows logs and cuts connections. */
export interface WebFixture {
  address: string;
  server: RecordedServer;
  /** Stops answering, as a killed server does; `back` answers again at the same address. */
  down: () => Promise<void>;
  back: () => Promise<void>;
}

export async function startWebFixture(): Promise<WebFixture> {
  const recorded = new RecordedServer(await drawnChart());
  const create = () => createServer((request, response) => void recorded.answer(request, response));
  let server = create();
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    server: recorded,
    down: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    back: async () => {
      server = create();
      await listen(port);
    },
  };
}

/** The sample's chart, drawn as the server draws it. */
async function drawnChart(): Promise<string> {
  const document = await readFile(new URL('../../sample/DELIVERY.md', import.meta.url), 'utf8');
  const source = /```mermaid\n([\s\S]*?)```/.exec(document)?.[1];
  if (source === undefined) throw new Error('sample/DELIVERY.md holds no chart');
  return drawChart(source).svg;
}
