import { metricsContract } from '../../ports/metrics.contract.ts';
import { configured, openHostForTests } from './host-for-tests.ts';

metricsContract('the local host', async () => {
  const bench = await openHostForTests();
  const address = await configured(bench.host, 'shop');
  const release = await bench.release('aaaaaaa');
  const { runtime, router, metrics } = bench.host;
  await Promise.all([bench.healthy('shop', 'blue', release), bench.healthy('shop', 'green', release)]);
  await router.shift('shop', { from: { blue: 0, green: 0 }, to: { blue: 100, green: 0 }, fence: 1 });
  return {
    metrics,
    environment: 'shop',
    strangeEnvironment: 'nowhere',
    async requests(count, failing) {
      for (let i = 0; i < count; i++)
        await fetch(i < failing ? `${address}/status/500` : address).then((a) => a.text());
    },
    async relaunch() {
      await router.shift('shop', { from: { blue: 100, green: 0 }, to: { blue: 0, green: 100 }, fence: 1 });
      await runtime.retire('shop', 'blue');
      await bench.healthy('shop', 'blue', release);
    },
    close: bench.close,
  };
});
