import type { Colour } from '../../ports/release.ts';
import { routerContract } from '../../ports/router.contract.ts';
import { configured, openHostForTests } from './host-for-tests.ts';

routerContract('the local host', async () => {
  const bench = await openHostForTests();
  const address = await configured(bench.host, 'shop');
  await configured(bench.host, 'empty');
  const release = await bench.release('aaaaaaa');
  await Promise.all([bench.healthy('shop', 'blue', release), bench.healthy('shop', 'green', release)]);
  return {
    router: bench.host.router,
    environment: 'shop',
    emptyEnvironment: 'empty',
    async request(status) {
      const answer = await fetch(status === undefined ? address : `${address}/status/${status}`);
      return status === 304 ? 'blue' : ((await answer.json()) as { colour: Colour }).colour;
    },
    async relaunch(colour) {
      await bench.host.runtime.retire('shop', colour);
      await bench.healthy('shop', colour, release);
    },
    leases: true,
    close: bench.close,
  };
});
