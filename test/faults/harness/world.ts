import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connectLocalHost } from '../../../src/main/local-environments.ts';
import { startVendor, type Vendor } from '../../../src/integrations/stand-in/vendor.ts';
import type { Cable } from './cable.ts';
import type { Chance } from './chance.ts';
import { wrongClock, type WrongClock } from './clock.ts';
import { layHostCable } from './host-cable.ts';
import { planeIn, type Plane } from './plane.ts';
import { openShop, type Shop } from './shop.ts';

/** Everything real that a fault can meet: repository, control plane, host, vendor, and the cables between. */
export interface World {
  folder: string;
  data: string;
  shop: Shop;
  plane: Plane;
  vendor: Vendor;
  clock: WrongClock;
  hostCable: Cable;
  /** Where production's traffic enters. */
  productionUrl: string;
  close(): Promise<void>;
}

export interface WorldOptions {
  folder: string;
  chance: Chance;
  /** A PostgreSQL server's address; absent: the embedded database. */
  databaseUrl?: string;
}

/** Builds it all in `folder` and starts it. */
export async function openWorld({ folder, chance, databaseUrl }: WorldOptions): Promise<World> {
  const data = join(folder, '.shipchart');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const shop = openShop(folder);
  const vendor = await startVendor({
    port: 0,
    file: join(folder, 'vendor.jsonl'),
    random: chance.apart('vendor').next,
  });
  const port = await freePort();
  writeFileSync(join(folder, 'shipchart.yaml'), configuration(vendor.address, port));
  const clock = wrongClock(folder);
  const plane = planeIn(folder, clock.file, databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl });
  const hostCable = await layHostCable(data);
  return {
    folder,
    data,
    shop,
    plane,
    vendor,
    clock,
    hostCable,
    productionUrl: `http://127.0.0.1:${port}/`,
    async close() {
      await plane.stop();
      await hostCable.close();
      await (await connectLocalHost(data, {})).stop();
      await vendor.close();
    },
  };
}

function configuration(vendor: string, productionPort: number): string {
  return [
    'shipchart: 1',
    'port: 0',
    'trust-pushers: true',
    'project: { name: shop, repository: shop.git, branch: main }',
    `stand-in: ${vendor}`,
    'environments:',
    '  staging: { variables: { STAGE: staging } }',
    `  production: { port: ${productionPort}, cdn-port: 0, variables: { STAGE: production } }`,
    'people: { ann: { groups: [reviewers] }, dana: { groups: [] } }',
    '',
  ].join('\n');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
