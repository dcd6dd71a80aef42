import { runtimeContract } from '../../ports/runtime.contract.ts';
import { configured, openHostForTests } from './host-for-tests.ts';

runtimeContract('the local host', async () => {
  const bench = await openHostForTests();
  const address = await configured(bench.host, 'shop', { healthSeconds: 5, drainSeconds: 1 });
  return {
    runtime: bench.host.runtime,
    environment: 'shop',
    first: await bench.release('aaaaaaa'),
    second: await bench.release('bbbbbbb'),
    broken: { release: await bench.release('ccccccc', { BEHAVE: 'crash' }), says: 'the cupboard is bare' },
    absent: { id: 'tiny@ddddddd', services: { tiny: `sha256:${'0'.repeat(64)}` }, commit: 'ddddddd', runId: 'run-1' },
    async instance(colour) {
      const all = { blue: colour === 'blue' ? 100 : 0, green: colour === 'green' ? 100 : 0 };
      const from = await bench.host.router.weights('shop');
      await bench.host.router.shift('shop', { from, to: all, fence: 1 });
      const { pid } = (await (await fetch(address)).json()) as { pid: number };
      await bench.host.router.shift('shop', { from: all, to: from, fence: 1 });
      return String(pid);
    },
    close: bench.close,
  };
});
