import { cdnContract } from '../../ports/cdn.contract.ts';
import { configured, openHostForTests } from './host-for-tests.ts';

cdnContract('the local host', async () => {
  const bench = await openHostForTests();
  const { cdnAddress } = await bench.host.configure('shop', { cdnPort: 0 });
  await configured(bench.host, 'bare');
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await bench.host.router.shift('shop', { from: { blue: 0, green: 0 }, to: { blue: 100, green: 0 }, fence: 1 });
  return {
    cdn: bench.host.cdn,
    environment: 'shop',
    bareEnvironment: 'bare',
    visit: async (path) => (await fetch(`${cdnAddress}${path}`)).headers.get('x-cache') as 'hit' | 'miss',
    close: bench.close,
  };
});
