import { join } from 'node:path';
import { openHostLine } from '../../../src/integrations/local/host-call.ts';
import { hostFolder } from '../../../src/integrations/local/host/host-folder.ts';
import type { HostAbout } from '../../../src/integrations/local/host/wire.ts';
import type { CommandedFailure } from '../../../src/integrations/stand-in/failure-plan.ts';
import { cutSoon } from './cable.ts';
import type { Chance } from './chance.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How many faults of each kind there were. */
export type Faults = Record<
  'control plane killed' | 'host killed' | 'connections cut' | 'connections delayed' | 'clock jumps',
  number
>;

export interface Trouble {
  faults: Faults;
  /** No more faults; what was killed is up again when it resolves. */
  stop(): Promise<void>;
}

/** Fails vendors now and then, each request of one key at most twice, so that a bounded number of tries gets through. */
export const VENDOR_TROUBLE: readonly CommandedFailure[] = (['notices', 'incidents', 'invalidations'] as const).flatMap(
  (service) =>
    (['error', 'error-after', 'drop', 'drop-after'] as const).map((failure) => ({
      service,
      failure,
      chance: 0.15,
      perKey: 2,
    })),
);

/** Does one thing after another to the world, as drawn, about every `everyMs`, until stopped. */
export function startTrouble(world: World, chance: Chance, everyMs: number): Trouble {
  const faults: Faults = {
    'control plane killed': 0,
    'host killed': 0,
    'connections cut': 0,
    'connections delayed': 0,
    'clock jumps': 0,
  };
  let over = false;
  const troubling = (async () => {
    while (!over) {
      await wait(chance.between(0, 2 * everyMs));
      if (!over) await one(world, chance, faults);
    }
    world.hostCable.delay(0);
  })();
  return {
    faults,
    async stop() {
      over = true;
      await troubling;
    },
  };
}

async function one(world: World, chance: Chance, faults: Faults): Promise<void> {
  const drawn = chance.between(1, 100);
  if (drawn <= 60) {
    faults['control plane killed'] += 1;
    await world.plane.kill();
    await world.plane.start();
  } else if (drawn <= 68) {
    faults['host killed'] += await killHost(world);
  } else if (drawn <= 82) {
    faults['connections cut'] += 1;
    cutSoon(world.hostCable, chance, 200);
  } else if (drawn <= 90) {
    faults['connections delayed'] += 1;
    world.hostCable.delay(chance.one([0, 20, 100, 400]));
  } else {
    faults['clock jumps'] += 1;
    world.clock.set(chance.one([0, -HOUR_MS, -5 * MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, 26 * HOUR_MS]));
  }
}

/** Gives how many were killed: none where nobody answers just now. */
export async function killHost({ data }: Pick<World, 'data'>): Promise<number> {
  const line = openHostLine(hostFolder(join(data, 'host')));
  try {
    const { pid } = await line.call<HostAbout>('GET', '/about');
    process.kill(pid, 'SIGKILL');
    return 1;
  } catch {
    return 0;
  } finally {
    await line.close();
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
